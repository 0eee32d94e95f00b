extension MTH5Words {
  /// Files of both versions in words: runs with filters of all kinds, and transfer functions.
  ///
  /// Small ones, as every line costs time.
  static let seeds = [
    newer + run(survey, "") + filters(survey),
    newer + common("\(survey)/Stations/A/Transfer_Functions/A_t"), newer + station + own,
    older + run("/Survey", "2024-06-01 12:00:01") + filters("/Survey"),
    older + impedance("/Survey/Stations/A/Transfer_Functions/A_t"),
  ]

  private static let survey = "/Experiment/Surveys/S"
  private static let newer = "a / file.type t mth5\na / file.version t 0.2.0\n"
  private static let older = "a / file.type t MTH5\na / file.version t 0.1.0\n"
  private static let station = "a \(survey) id t S\na \(survey)/Stations/A id t A\n"

  private static func run(_ survey: String, _ start: String) -> String {
    let run = "\(survey)/Stations/A/r1"
    return """
      a \(survey) id t S
      a \(survey)/Stations/A id t A
      a \(survey)/Stations/A location.latitude r 52.5
      a \(survey)/Stations/A location.longitude t -13.25
      a \(run) id t r1
      d \(run)/ex 40 1 2 -3e5
      a \(run)/ex component t ex
      a \(run)/ex sample_rate r 8
      a \(run)/ex time_period.start t 2024-06-01T12:00:00+00:00
      a \(run)/ex units t digital counts
      a \(run)/ex dipole_length r 80
      a \(run)/ex measurement_azimuth r 3
      a \(run)/ex filters t [{"applied_filter": {"name": "gain", "applied": true, "stage": 1}}]
      i \(run)/hy 39 5 6
      a \(run)/hy component t hy
      a \(run)/hy sample_rate i 8
      a \(run)/hy time_period.start t \(start.isEmpty ? "2024-06-01T12:00:00.125" : start)
      a \(run)/hy units t nanoTesla
      a \(run)/hy sensor.model t MFS-06
      a \(run)/hy filter.name T coil|zpk 1|late
      a \(run)/hy filter.applied T True|False

      """
  }

  private static func filters(_ survey: String) -> String {
    let filters = "\(survey)/Filters"
    return """
      a \(filters)/coefficient/gain name t gain
      a \(filters)/coefficient/gain gain r 1e3
      a \(filters)/coefficient/gain units_in t milliVolt per kilometer
      a \(filters)/coefficient/gain units_out t digital counts
      f \(filters)/fap/coil/fap_table 0.1 20 1.5 1 194 1.3 1000 200 -0.1
      a \(filters)/fap/coil gain i 1
      c \(filters)/zpk/zpk_1/poles 2 -6.28 0.1
      c \(filters)/zpk/zpk_1/zeros 1 0
      a \(filters)/zpk/zpk_1 normalization_factor r 2
      d \(filters)/fir/fir/coefficients 3 0.25 0.5 0.25
      a \(filters)/fir/fir decimation_input_sample_rate r 16
      a \(filters)/time_delay/late delay r -0.5

      """
  }

  private static func common(_ group: String) -> String {
    """
    d \(group)/period 2 1 8
    c \(group)/transfer_function 2,3,2 1 2 3
    a \(group)/transfer_function output_channels t ["ex", "ey", "hz"]
    a \(group)/transfer_function input_channels t ["hx", "hy"]
    d \(group)/transfer_function_error 2,3,2 0.5
    c \(group)/inverse_signal_power 2,2,2 1 0 0 1
    c \(group)/residual_covariance 2,3,3 1
    a \(group) remote_references t ["R"]

    """
  }

  private static func impedance(_ group: String) -> String {
    """
    d \(group)/period 2 1 8
    c \(group)/impedance 2,2,2 1 2 3
    d \(group)/impedance_error 2,2,2 0.5
    c \(group)/tipper 2,1,2 0.25
    d \(group)/tipper_error 2,1,2 0.125

    """
  }

  private static let own = {
    let group = "/skindepth/S/A/transfer_functions/t"
    return """
      a \(group) mth5_name t A_t
      a \(group) outputs T Ex|Ey
      a \(group) inputs T Hx|Hy
      a \(group) rate_samples i 8
      a \(group) rate_seconds i 1
      a \(group) location R 52.5 -13.25 100
      a \(group) output_azimuths R 3 93
      d \(group)/frequency 2 1 0.125
      i \(group)/level 2 0 1
      c \(group)/transfer_function 2,2,2 1 2
      d \(group)/variance 2,2,2 0.5
      c \(group)/inverse_signal_power 2,2,2 1
      c \(group)/residual_covariance 2,2,2 1
      i \(group)/window_count 2 99
      d \(group)/weight_sum 2,2 90
      d \(group)/coherence 2,2 0.9
      i \(group)/passes 2 3
      u \(group)/converged 2 1

      """
  }()
}
