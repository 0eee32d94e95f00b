/// What is done to the samples of a recording before they are processed, step by step.
///
/// Each step is a function of the samples before it alone: which slice of the recording is asked for makes
/// no difference.
package struct Conditioning: Hashable, Sendable {
  package var steps: [Step]

  package init(_ steps: [Step]) {
    self.steps = steps
  }

  package enum Step: Hashable, Sendable {
    /// Puts later recordings behind the first, with straight lines between them.
    case join([Part])
    /// Puts straight lines in place of values that are no numbers.
    case interpolateMissing
    /// Puts straight lines in place of `run` zeros in a row, and more.
    case interpolateZeros(run: Int)
    case multiply([Factor])
    /// Subtracts each channel's mean over the recording.
    case removeMean
    /// Divides the spectrum of the whole recording by the sensor's response.
    case calibrate([Calibration])
    case filter(Filter)
    /// Leaves out the first samples and reads the series a fraction of a sample later.
    case shift(samples: Int, fraction: Double)
    /// To `up / down` times the rate.
    case resample(up: Int, down: Int)
    /// Divides each channel by the root of the sum of its squares.
    case normalise
  }

  /// A recording that is joined to the first one.
  package struct Part: Hashable, Sendable {
    package let locator: RecordingLocator
    /// The place of its first sample in the joined series.
    package let first: Int
    package let sampleCount: Int

    package init(locator: RecordingLocator, first: Int, sampleCount: Int) {
      self.locator = locator
      self.first = first
      self.sampleCount = sampleCount
    }
  }

  package struct Factor: Hashable, Sendable {
    package let channel: Channel
    package let factor: Double

    package init(channel: Channel, factor: Double) {
      self.channel = channel
      self.factor = factor
    }
  }

  package struct Calibration: Hashable, Sendable {
    package let channel: Channel
    package let response: ChannelResponse

    package init(channel: Channel, response: ChannelResponse) {
      self.channel = channel
      self.response = response
    }
  }

  package struct Filter: Hashable, Sendable {
    package enum Kind: String, Hashable, Sendable {
      case lowPass, highPass, bandPass, notch
    }

    package enum Method: String, Hashable, Sendable, CaseIterable {
      /// The magnitude of a Butterworth filter that runs forth and back, as a symmetric sum over samples.
      case zeroPhase = "zerophase"
      /// As resistics has it: Butterworth forth and back over the whole recording with Gustafsson's ends;
      /// for the notch a Bessel filter that runs forth only and turns phases.
      case resistics
    }

    package let kind: Kind
    /// Hertz: the lower and the upper corner; equal for kinds that have one.
    package let low, high: Double
    package let method: Method

    package init(_ kind: Kind, low: Double, high: Double, method: Method = .zeroPhase) {
      self.kind = kind
      self.low = low
      self.high = high
      self.method = method
    }
  }
}
