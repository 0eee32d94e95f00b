"""Opens a project folder with mth5, mtpy-v2 and mt_metadata and compares what they see.

Usage: check_archive.py PROJECT_DIR [EDI...]

Every value that one of those programs returns is held against a plain h5py read of the same file,
and, where the folder has a truth.json of the tests' sample project, against the numbers in there.
EDI files (those named, else all *.edi below the folder) are read by mt_metadata and held against the
numbers in their text and against the transfer function of the same name in the HDF5 files.
The last line is "N passed, N failed"; the exit status is 1 if anything failed.
"""

import json
import os
import shutil
import sys
import tempfile
import traceback
import warnings
from pathlib import Path

import h5py
import numpy as np
from loguru import logger

warnings.simplefilter("ignore")

import mtpy  # noqa: E402
from mt_metadata.transfer_functions.core import TF  # noqa: E402
from mth5.mth5 import MTH5  # noqa: E402
from mtpy import MTCollection  # noqa: E402

from edi_text import read_edi  # noqa: E402
from raw_archive import TABLES, RawFile  # noqa: E402

# The packages configure their loggers when they are imported.
logger.remove()


class Report:
    """Rows of comparisons: product, tool, number of values, largest difference."""

    def __init__(self):
        self.rows = []

    def compare(self, product, tool, seen, expected, tolerance=0.0):
        """Counts a comparison as passed if no value differs by more than the tolerance.

        The tolerance is relative to the largest expected modulus; texts must be equal.
        """
        try:
            count, largest, passed = difference(seen, expected, tolerance)
        except Exception as error:  # shapes or kinds that cannot be compared
            count, largest, passed = 0, f"{type(error).__name__}: {error}", False
        self.rows.append((product, tool, count, largest, passed))

    def failure(self, product, tool):
        error = sys.exc_info()[1]
        where = traceback.extract_tb(error.__traceback__)[-1]
        text = f"{type(error).__name__}: {error} ({Path(where.filename).name}:{where.lineno})"
        self.rows.append((product, tool, 0, " ".join(text.split())[:160], False))

    def guarded(self, product, tool, action):
        """Runs comparisons; an exception in them is one failure, and the rest goes on."""
        try:
            return action()
        except Exception:
            self.failure(product, tool)
            return None

    def print(self):
        rows = merge(self.rows)
        width = max([len(row[0]) for row in rows] + [7])
        print(f"{'product':{width}}  {'tool':13} {'values':>8}  largest difference")
        for product, tool, count, largest, passed in rows:
            shown = largest if isinstance(largest, str) else f"{largest:.3g}"
            print(f"{product:{width}}  {tool:13} {count:8d}  {shown}{'' if passed else '  FAILED'}")
        failed = sum(not row[4] for row in self.rows)
        print(f"{len(self.rows) - failed} passed, {failed} failed")
        return failed


def merge(rows):
    """One line for all passed comparisons of a product by a tool; failures keep their own."""
    merged = {}
    for product, tool, count, largest, passed in rows:
        key = (product, tool) if passed else (product, tool, len(merged))
        old = merged.get(key, (product, tool, 0, 0.0, passed))
        if passed:
            merged[key] = (product, tool, old[2] + count, max(old[3], largest), True)
        else:
            merged[key] = (product, tool, count, largest, False)
    return list(merged.values())


def difference(seen, expected, tolerance):
    if isinstance(expected, str) or expected is None:
        same = seen == expected
        return 1, 0.0 if same else f"{seen!r} is not {expected!r}", same
    if isinstance(expected, list) and expected and isinstance(expected[0], str):
        same = list(seen) == expected
        return len(expected), 0.0 if same else f"{seen!r} is not {expected!r}", same
    seen, expected = np.asarray(seen), np.asarray(expected)
    if seen.shape != expected.shape:
        return 0, f"shape {seen.shape} is not {expected.shape}", False
    if expected.size == 0:
        return 0, 0.0, True
    if expected.dtype == bool:
        expected, seen = expected.astype(int), seen.astype(int)
    largest = float(np.max(np.abs(seen - expected)))
    return expected.size, largest, bool(largest <= tolerance * np.max(np.abs(expected)))


# ------------------------------------------------------------------------------------------ truth


def check_truth(report, raw, sites):
    """The file's bytes, read by h5py, against the numbers they were made from."""
    for site in sites:
        station = raw.stations.get((site["survey"], site["station"]))
        if station is None:
            continue
        product = f"{raw.name} {site['station']}"
        for key, name in [
            ("place", "geographic_name"),
            ("latitude", "location.latitude"),
            ("longitude", "location.longitude"),
            ("elevation", "location.elevation"),
        ]:
            report.compare(f"{product} station", "h5py", station.attributes[name], site[key])
        run = station.runs[site["run"]]
        for key, name in [("start", "time_period.start"), ("end", "time_period.end")]:
            report.compare(f"{product} run", "h5py", run.attributes[name], site[key])
        report.compare(
            f"{product} run", "h5py", run.attributes["sample_rate"], site["sampleRate"]
        )
        for channel in site["channels"]:
            check_true_channel(report, f"{product} channels", run, channel)
        for level in site["levels"]:
            check_true_level(report, f"{product} Fourier", station, site["run"], level)
        for function in site["functions"]:
            check_true_function(report, f"{product} transfer function", station, function)


def check_true_channel(report, product, run, channel):
    attributes, data = run.channels[channel["component"]]
    names = [
        ("units", "units"),
        ("azimuth", "measurement_azimuth"),
        ("tilt", "measurement_tilt"),
        ("dipoleLength", "dipole_length"),
    ]
    if channel["component"].startswith("h"):
        names += [("sensor", "sensor.model"), ("serial", "sensor.id")]
    for key, name in names:
        if channel.get(key) is not None:
            report.compare(product, "h5py", attributes[name], channel[key])
    if channel.get("samples") is not None:
        report.compare(f"{product} samples", "h5py", data, channel["samples"])


def check_true_level(report, product, station, run, level):
    for component, parts in level["coefficients"].items():
        attributes, data = station.spectra[(run, level["name"])][component]
        parts = np.array(parts)
        report.compare(product, "h5py", data, parts[..., 0] + 1j * parts[..., 1])
        for key, name in [
            ("rate", "sample_rate_decimation_level"),
            ("step", "sample_rate_window_step"),
            ("frequencyMin", "frequency_min"),
            ("frequencyMax", "frequency_max"),
            ("start", "time_period.start"),
        ]:
            report.compare(product, "h5py", attributes[name], level[key])


def check_true_function(report, product, station, function):
    stored = station.functions[function["id"]]
    rows = [["ex", "ey", "hz"].index(name) for name in function["outputs"]]
    columns = [["hx", "hy"].index(name) for name in function["inputs"]]

    def place(values, left, right, size):
        values = np.array(values)
        if values.ndim == 4:
            values = values[..., 0] + 1j * values[..., 1]
        result = np.zeros((len(values), *size), dtype=values.dtype)
        result[np.ix_(range(len(values)), left, right)] = values
        return result

    report.compare(product, "h5py", stored["period"], function["periods"], 1e-15)
    for name, key, left, right, size in [
        ("transfer_function", "values", rows, columns, (3, 2)),
        ("transfer_function_error", "errors", rows, columns, (3, 2)),
        ("inverse_signal_power", "inverseSignalPower", columns, columns, (2, 2)),
        ("residual_covariance", "residualCovariance", rows, rows, (3, 3)),
    ]:
        report.compare(product, "h5py", stored[name], place(function[key], left, right, size), 1e-15)


# ------------------------------------------------------------------------------------------- mth5


def check_mth5(report, raw, path, mode):
    tool = f"mth5 ({'read' if mode == 'r' else 'append'})"
    archive = MTH5()
    report.guarded(raw.name, tool, lambda: archive.open_mth5(str(path), mode=mode))
    try:
        for station in raw.stations.values():
            check_mth5_station(report, tool, raw, station, archive)
        report.guarded(
            f"{raw.name} run_summary", tool, lambda: check_run_summary(report, tool, raw, archive)
        )
        check_mth5_tables(report, tool, raw, archive, mode)
        report.guarded(
            f"{raw.name} layout",
            tool,
            lambda: report.compare(f"{raw.name} layout", tool, archive.validate_file(), True),
        )
    finally:
        archive.close_mth5()


def check_mth5_station(report, tool, raw, station, archive):
    product = f"{raw.name} {station.name}"
    keys = (station.name, station.survey_group)

    def metadata():
        seen = archive.get_station(*keys).metadata
        location = seen.location
        for value, name in [
            (seen.id, "id"),
            (seen.geographic_name, "geographic_name"),
            (location.latitude, "location.latitude"),
            (location.longitude, "location.longitude"),
            (location.elevation, "location.elevation"),
        ]:
            report.compare(f"{product} station", tool, value, station.attributes[name])
        report.compare(f"{product} station", tool, seen.run_list, sorted(station.runs))

    report.guarded(f"{product} station", tool, metadata)
    for name, run in station.runs.items():
        report.guarded(
            f"{product} channels",
            tool,
            lambda: check_mth5_run(report, tool, product, run, archive, keys[0], name, keys[1]),
        )
    for (run, level), channels in station.spectra.items():
        report.guarded(
            f"{product} Fourier",
            tool,
            lambda: check_mth5_level(report, tool, product, archive, keys, run, level, channels),
        )
    for name, stored in station.functions.items():
        report.guarded(
            f"{product} transfer function",
            tool,
            lambda: compare_function(
                report,
                f"{product} transfer function",
                tool,
                archive.get_transfer_function(station.name, name, station.survey_group),
                stored,
            ),
        )
        report.guarded(
            f"{product} transfer function",
            "mth5 to EDI",
            lambda: check_exported_edi(
                report, f"{product} transfer function", archive, station, name, stored
            ),
        )


def check_exported_edi(report, product, archive, station, name, stored):
    """The way from our file to an EDI file through mth5 and mt_metadata."""
    if not np.any(stored["transfer_function"][:, :2]):
        return
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / "exported.edi"
        function = archive.get_transfer_function(station.name, name, station.survey_group)
        function.write(path, longitude_format="LON")
        text = read_edi(path)
    order, order_stored = np.argsort(text.period), np.argsort(stored["period"])
    for seen, key, rows in [
        (text.impedance, "transfer_function", slice(0, 2)),
        (text.impedance_error, "transfer_function_error", slice(0, 2)),
        (text.tipper, "transfer_function", slice(2, 3)),
    ]:
        if seen is not None and np.any(stored[key][:, rows]):
            expected = stored[key][order_stored][:, rows]
            report.compare(product, "mth5 to EDI", seen[order], expected, 2e-6)


def check_mth5_run(report, tool, product, run, archive, station, name, survey):
    for component, (attributes, data) in run.channels.items():
        channel = archive.get_channel(station, name, component, survey)
        seen = channel.metadata
        pairs = [
            (seen.component, "component"),
            (seen.type, "type"),
            (seen.units, "units"),
            (seen.sample_rate, "sample_rate"),
            (seen.measurement_azimuth, "measurement_azimuth"),
            (seen.measurement_tilt, "measurement_tilt"),
            (seen.channel_number, "channel_number"),
            (str(seen.time_period.start), "time_period.start"),
            (str(seen.time_period.end), "time_period.end"),
        ]
        if component.startswith("e"):
            pairs.append((seen.dipole_length, "dipole_length"))
        else:
            pairs += [(seen.sensor.id, "sensor.id"), (seen.sensor.model, "sensor.model")]
        for value, key in pairs:
            expected = attributes[key]
            if key.startswith("time_period"):
                value, expected = nanoseconds(value), nanoseconds(expected)
            report.compare(f"{product} channels", tool, value, expected)
        if len(data) > 1:
            series = channel.to_channel_ts()
            report.compare(f"{product} samples", tool, series.ts, data)
    components = [c for c, (_, data) in run.channels.items() if len(data) > 1]
    if components:
        together = archive.get_run(station, name, survey).to_runts()
        for component in components:
            seen = together.dataset[component].to_numpy()
            report.compare(f"{product} samples", tool, seen, run.channels[component][1])


def check_mth5_level(report, tool, product, archive, keys, run, level, channels):
    group = archive.get_station(*keys).fourier_coefficients_group
    together = group.get_fc_group(run).get_decimation_level(level).to_xarray()
    for component, (attributes, data) in channels.items():
        seen = together[component]
        report.compare(f"{product} Fourier", tool, seen.to_numpy(), data)
        axis = np.linspace(
            attributes["frequency_min"], attributes["frequency_max"], data.shape[1]
        )
        report.compare(f"{product} Fourier axes", tool, seen.frequency.to_numpy(), axis)
        start = nanoseconds(attributes["time_period.start"])
        step = attributes["sample_rate_window_step"]
        times = (seen.time.to_numpy().astype("datetime64[ns]").astype(np.int64) - start) * 1e-9
        # mth5 spreads its times evenly between start and end, to the nanosecond.
        report.compare(
            f"{product} Fourier axes", tool, times, step * np.arange(data.shape[0]), 1e-8
        )


def check_run_summary(report, tool, raw, archive):
    """What processing programs start from: one row a run, made by mth5 from our channel table."""
    product = f"{raw.name} run_summary"
    rows = {}
    for row in raw.tables["channel_summary"]:
        rows.setdefault((row["station"], row["run"]), []).append(row)
    frame = archive.run_summary
    report.compare(product, tool, len(frame), len(rows))
    for seen in frame.itertuples():
        expected = rows[(seen.station, seen.run)]
        components = [row["component"] for row in expected]
        report.compare(product, tool, seen.sample_rate, expected[0]["sample_rate"])
        report.compare(product, tool, seen.n_samples, expected[0]["n_samples"])
        report.compare(product, tool, bool(seen.has_data), expected[0]["has_data"])
        for time, key in [(seen.start, "start"), (seen.end, "end")]:
            expected_time = nanoseconds(expected[0][key])
            report.compare(product, tool, time.as_unit("ns").value, expected_time)
        for channels, names in [
            (seen.output_channels, ("ex", "ey", "hz")),
            (seen.input_channels, ("hx", "hy")),
        ]:
            present = [c for c in components if c in names]
            report.compare(product, tool, list(channels), present)


def nanoseconds(text):
    """Whole nanoseconds since 1970 of a time such as 2024-06-01T12:00:00.5+00:00."""
    if not text.endswith("+00:00"):
        raise ValueError(f"{text} is not in UTC")
    return int(np.datetime64(text[:-6], "ns").astype(np.int64))


def check_mth5_tables(report, tool, raw, archive, mode):
    """Our tables as mth5 shows them; in append mode also those that it makes itself."""
    for table in TABLES:
        product = f"{raw.name} {table}"

        def shown():
            return getattr(archive, table).to_dataframe()

        def compare(frame, columns):
            for column in columns:
                seen = list(frame[column])
                expected = [row[column] for row in raw.tables[table]]
                if column in ("start", "end"):
                    seen = [time.as_unit("ns").value for time in seen]
                    expected = [nanoseconds(text) for text in expected]
                seen = [s.decode() if isinstance(s, bytes) else s for s in seen]
                report.compare(product, tool, seen, expected)

        # References are told apart by following them, which the transfer functions' checks do.
        columns = [c for c in TABLES[table] if "reference" not in c]
        report.guarded(product, tool, lambda: compare(shown(), columns))
        # mth5 lists all transfer functions where we name each station once.
        if mode == "a" and table != "tf_summary":
            # A channel without samples has one zero in the file; we state what was recorded.
            own = [c for c in columns if c != "n_samples"]

            def remade():
                getattr(archive, table).summarize()
                compare(shown(), own)

            report.guarded(f"{raw.name} {table}, remade", tool, remade)


# ----------------------------------------------------------------------------- transfer functions


def compare_function(report, product, tool, seen, stored, tolerance=1e-14):
    """A TF (or MT) object of mt_metadata against the arrays of the file."""
    report.compare(product, tool, seen.period, stored["period"], tolerance)
    values, errors = stored["transfer_function"], stored["transfer_function_error"]
    if np.any(values[:, :2]):
        report.compare(product, tool, seen.impedance.to_numpy(), values[:, :2], tolerance)
        report.compare(product, tool, seen.impedance_error.to_numpy(), errors[:, :2], tolerance)
    if np.any(values[:, 2]):
        report.compare(product, tool, seen.tipper.to_numpy(), values[:, 2:], tolerance)
        report.compare(product, tool, seen.tipper_error.to_numpy(), errors[:, 2:], tolerance)
    else:
        report.compare(product, tool, bool(seen.has_tipper()), False)
    for name in ["inverse_signal_power", "residual_covariance"]:
        if name in stored:
            report.compare(product, tool, getattr(seen, name).to_numpy(), stored[name], tolerance)


def check_mtpy(report, raw, path):
    """mtpy-v2 opens the file as a collection and follows the references of the table."""
    tool = f"mtpy {mtpy.__version__}"
    collection = MTCollection()
    collection.open_collection(filename=path, mode="r")
    try:
        for station in raw.stations.values():
            rows = {row["tf_id"] for row in raw.tables["tf_summary"]}
            for name, stored in station.functions.items():
                if name not in rows:
                    continue
                product = f"{raw.name} {station.name} transfer function"

                def compare():
                    seen = collection.get_tf(name, survey=station.survey_group)
                    compare_function(report, product, tool, seen, stored)
                    report.compare(product, tool, seen.station, station.attributes["id"])
                    report.compare(
                        product, tool, seen.latitude, station.attributes["location.latitude"]
                    )
                    # 0.2 T |Z|² is written out so that it does not come from mtpy.
                    z = stored["transfer_function"][:, :2]
                    if np.any(z):
                        rho = 0.2 * stored["period"][:, None, None] * np.abs(z) ** 2
                        report.compare(product, tool, seen.Z.resistivity, rho, 1e-12)
                        phase = np.degrees(np.angle(z))
                        report.compare(product, tool, seen.Z.phase, phase, 1e-12)

                report.guarded(product, tool, compare)
    finally:
        collection.close_collection()


def check_edi(report, path, raws):
    """mt_metadata's view of an EDI file against its text, and against the HDF5 files."""
    text = read_edi(path)
    product = f"{path.name}"
    seen = TF(path)
    seen.read()
    pairs = [("impedance", text.impedance, text.impedance_error)]
    if text.tipper is not None:
        pairs.append(("tipper", text.tipper, text.tipper_error))
    order = np.argsort(text.period)
    report.compare(f"{product} text", "mt_metadata", np.sort(seen.period), text.period[order], 1e-6)
    seen_order = np.argsort(seen.period)
    for name, values, errors in pairs:
        for suffix, expected in [("", values), ("_error", errors)]:
            got = getattr(seen, name + suffix).to_numpy()[seen_order]
            report.compare(f"{product} text", "mt_metadata", got, expected[order], 1e-6)
    stored = find_function(path, text, raws)
    if stored is None:
        return
    # An EDI file has six or seven digits.
    order_stored = np.argsort(stored["period"])
    tolerance = 2e-6
    periods = stored["period"][order_stored]
    report.compare(
        f"{product} values", "mt_metadata", np.sort(seen.period), periods, tolerance
    )
    for name, rows in [("impedance", slice(0, 2)), ("tipper", slice(2, 3))]:
        values = stored["transfer_function"][order_stored][:, rows]
        errors = stored["transfer_function_error"][order_stored][:, rows]
        if np.any(values):
            got = getattr(seen, name).to_numpy()[seen_order]
            report.compare(f"{product} values", "mt_metadata", got, values, tolerance)
            got = getattr(seen, f"{name}_error").to_numpy()[seen_order]
            report.compare(f"{product} values", "mt_metadata", got, errors, tolerance)


def find_function(path, text, raws):
    """The stored transfer function of an EDI file: by the file's name, else by site and periods."""
    candidates = [
        (station, name, stored)
        for raw in raws
        for station in raw.stations.values()
        for name, stored in station.functions.items()
        if len(stored["period"]) == len(text.period)
    ]
    for station, name, stored in candidates:
        if path.stem in (name, f"{station.name}_{name}"):
            return stored
    for station, name, stored in candidates:
        periods = np.sort(stored["period"])
        if station.attributes["id"] in (text.site, path.stem) and np.allclose(
            periods, np.sort(text.period), rtol=1e-5
        ):
            return stored
    return None


# ------------------------------------------------------------------------------------------- main


def products(folder, pattern):
    """Files of the project that are no recordings, which lie in timeData."""
    found = sorted(folder.rglob(pattern))
    return [path for path in found if "timeData" not in path.relative_to(folder).parts]


def main(arguments):
    if not arguments:
        sys.exit(__doc__.strip())
    folder = Path(arguments[0])
    files = products(folder, "*.h5")
    edis = [Path(a) for a in arguments[1:]] or products(folder, "*.edi")
    if not files and not edis:
        sys.exit(f"{folder} holds neither HDF5 nor EDI files")
    report = Report()
    raws = [RawFile(path, str(path.relative_to(folder))) for path in files]
    truth = folder / "truth.json"
    if truth.exists():
        # The truth of a synthetic survey is another file of the same name.
        sites = json.loads(truth.read_text()).get("sites", [])
        sites = [s for s in sites if isinstance(s, dict) and "functions" in s]
        for raw in raws:
            report.guarded(raw.name, "h5py", lambda: check_truth(report, raw, sites))
    for mode in "ra":
        # On a copy: these programs change what they open, and the folder must stay movable.
        with tempfile.TemporaryDirectory() as scratch:
            copy = Path(scratch) / "project"
            for raw in raws:
                (copy / raw.name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(folder / raw.name, copy / raw.name)
            for raw in raws:
                check_mth5(report, raw, copy / raw.name, mode)
            if mode == "r":
                for raw in raws:
                    report.guarded(
                        raw.name, "mtpy", lambda: check_mtpy(report, raw, copy / raw.name)
                    )
    for path in edis:
        report.guarded(path.name, "mt_metadata", lambda: check_edi(report, path, raws))
    return 1 if report.print() else 0


if __name__ == "__main__":
    sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
    sys.exit(main(sys.argv[1:]))
