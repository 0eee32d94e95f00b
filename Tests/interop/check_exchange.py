"""Holds what other programs make of our files against a plain h5py read of ours.

Usage: check_exchange.py files FOLDER       mt_metadata reads FOLDER's edi, xml, zfile and j
       check_exchange.py thousand SURVEY    mtpy-v2 loads all transfer functions of SURVEY/survey.h5
       check_exchange.py aurora OURS TWIN   aurora processes OURS and a twin that mth5 writes

Each prints rows: what, by which program, how many values, the largest difference. The exit status is 1 if a
difference is above what the reader's own arithmetic explains, which the row then says.
"""

import shutil
import sys
import warnings
from pathlib import Path

import h5py
import numpy as np

warnings.simplefilter("ignore")
from loguru import logger  # noqa: E402

logger.remove()

failed = False


def row(what, tool, count, difference, limit):
    global failed
    bad = not difference <= limit
    failed = failed or bad
    tail = f"  ABOVE {limit:.0e}" if bad else ""
    print(f"{what:34} {tool:20} {count:8d}  {difference:9.2e}{tail}", flush=True)


def compare(what, tool, seen, expected, limit):
    seen, expected = np.asarray(seen), np.asarray(expected)
    if seen.shape != expected.shape:
        row(f"{what} {seen.shape} {expected.shape}", tool, 0, np.inf, limit)
        return
    scale = np.max(np.abs(expected)) if expected.size else 1.0
    difference = np.max(np.abs(seen - expected)) / scale if expected.size else 0.0
    row(what, tool, expected.size, float(difference), limit)


def stored_functions(path):
    """Transfer functions of an MTH5 file as h5py reads them, by their names."""
    found = {}
    with h5py.File(path, "r") as file:
        for survey in file["Experiment/Surveys"].values():
            for name, station in survey["Stations"].items():
                for key, group in station["Transfer_Functions"].items():
                    found[key] = {k: d[()] for k, d in group.items()}
                    found[key]["station"] = name
                    found[key]["survey"] = survey.name.split("/")[-1]
                    for part in ("latitude", "longitude", "elevation"):
                        found[key][part] = station.attrs[f"location.{part}"]
    return found


# A reader that keeps 32-bit complex numbers, as mt_metadata's of Z-files does, has seven digits.
LIMITS = {"edi": 1e-14, "xml": 1e-14, "zfile": 3e-7, "j": 1e-14}


def check_files(folder):
    import mt_metadata
    from mt_metadata.transfer_functions.core import TF

    logger.remove()
    tool = f"mt_metadata {mt_metadata.__version__}"
    functions = stored_functions(folder / "survey.h5")
    for kind, limit in LIMITS.items():
        gathered = {}
        paths = sorted((folder / kind).iterdir())
        for path in paths:
            stored = functions[path.stem]
            tf = TF(path)
            tf.read()
            order, wanted = np.argsort(tf.period), np.argsort(stored["period"])

            def add(what, seen, expected):
                gathered.setdefault(what, []).append((np.asarray(seen), np.asarray(expected)))

            add("period", np.asarray(tf.period)[order], stored["period"][wanted])
            values, errors = stored["transfer_function"], stored["transfer_function_error"]
            for name, rows in [("impedance", slice(0, 2)), ("tipper", slice(2, 3))]:
                seen = getattr(tf, name)
                add(name, seen.to_numpy()[order], values[wanted][:, rows])
                seen = getattr(tf, f"{name}_error")
                if seen is not None:
                    # A Z-file has covariances, and the errors are their products.
                    expected = errors[wanted][:, rows]
                    if kind == "zfile":
                        s = stored["inverse_signal_power"][wanted]
                        n = stored["residual_covariance"][wanted]
                        product = np.real(
                            np.einsum("pii->pi", n)[:, rows, None]
                            * np.einsum("pjj->pj", s)[:, None, :]
                        )
                        expected = np.sqrt(product)
                    add(f"{name} error", seen.to_numpy()[order], expected)
            if kind in ("xml", "zfile"):
                s = tf.inverse_signal_power.to_numpy()[order]
                add("inverse signal power", s, stored["inverse_signal_power"][wanted])
                n = tf.residual_covariance.to_numpy()[order]
                expected = stored["residual_covariance"][wanted].copy()
                if kind == "xml":
                    # The schema has no place for covariances of Ex and Ey with Hz.
                    expected[:, 2, :2] = expected[:, :2, 2] = 0
                    n = np.nan_to_num(n)
                add("residual covariance", n, expected)
            if kind != "j":  # mt_metadata does not take the place from a J file.
                add("latitude", tf.latitude, stored["latitude"])
                add("longitude", tf.longitude, stored["longitude"])
            if kind in ("edi", "xml"):
                add("elevation", tf.elevation, stored["elevation"])
        print(f"  {kind}: {len(paths)} files")
        for what, pairs in gathered.items():
            largest, count = 0.0, 0
            for seen, expected in pairs:
                if seen.shape != expected.shape:
                    largest = np.inf
                    print("   ", what, seen.shape, expected.shape)
                    continue
                scale = np.max(np.abs(expected)) or 1.0
                largest = max(largest, float(np.max(np.abs(seen - expected)) / scale))
                count += expected.size
            # Degrees, minutes and seconds end at a hundred-thousandth of a second.
            row(f"{kind} {what}", tool, count, largest, 1e-9 if "tude" in what else limit)


def check_thousand(folder):
    import mtpy
    from mtpy import MTCollection

    logger.remove()
    tool = f"mtpy-v2 {mtpy.__version__}"
    path = folder / "survey.h5"
    functions = stored_functions(path)
    collection = MTCollection()
    collection.open_collection(filename=path, mode="r")
    largest, loaded, count = {}, 0, 0
    try:
        # The table, by which mtpy finds them, has one for each station.
        with h5py.File(path, "r") as file:
            rows = {row["tf_id"].decode() for row in file["Experiment/tf_summary"][...]}
        for name, stored in functions.items():
            if name not in rows:
                continue
            seen = collection.get_tf(name, survey=stored["survey"])
            pairs = {
                "period": (seen.period, stored["period"]),
                "impedance": (seen.impedance.to_numpy(), stored["transfer_function"][:, :2]),
                "impedance error": (
                    seen.impedance_error.to_numpy(), stored["transfer_function_error"][:, :2]),
                "tipper": (seen.tipper.to_numpy(), stored["transfer_function"][:, 2:]),
                "latitude": (seen.latitude, stored["latitude"]),
            }  # fmt: skip
            for what, (a, b) in pairs.items():
                difference = float(np.max(np.abs(np.asarray(a) - b)) / np.max(np.abs(b)))
                largest[what] = max(largest.get(what, 0.0), difference)
                count += np.asarray(b).size
            loaded += 1
    finally:
        collection.close_collection()
    print(f"  {loaded} transfer functions loaded from {path.name}")
    for what, difference in largest.items():
        row(f"survey.h5 {what}", tool, count // len(largest), difference, 1e-15)
    if loaded != 500:
        row("number of transfer functions", tool, loaded, np.inf, 0)


def write_twin(ours, twin):
    """The same samples and metadata, written by mth5."""
    from mth5.mth5 import MTH5

    twin.unlink(missing_ok=True)
    with h5py.File(ours, "r") as file:
        survey = next(iter(file["Experiment/Surveys"].values()))
        target = MTH5(file_version="0.2.0")
        target.open_mth5(twin, mode="w")
        survey_id = survey.attrs["id"]
        target.add_survey(survey_id)
        for name, station in survey["Stations"].items():
            group = target.add_station(name, survey=survey_id)
            for part in ("latitude", "longitude", "elevation"):
                setattr(group.metadata.location, part, station.attrs[f"location.{part}"])
            group.write_metadata()
            for run_name, run in station.items():
                if run_name in ("Features", "Fourier_Coefficients", "Transfer_Functions"):
                    continue
                run_group = group.add_run(run_name)
                run_group.metadata.sample_rate = run.attrs["sample_rate"]
                for key in ("start", "end"):
                    setattr(run_group.metadata.time_period, key, run.attrs[f"time_period.{key}"])
                run_group.write_metadata()
                for component, data in run.items():
                    channel = run_group.add_channel(
                        component, data.attrs["type"], data[()], channel_dtype="float64")  # fmt: skip
                    meta = channel.metadata
                    meta.component = component
                    meta.sample_rate = data.attrs["sample_rate"]
                    meta.units = data.attrs["units"]
                    meta.measurement_azimuth = data.attrs["measurement_azimuth"]
                    meta.measurement_tilt = data.attrs["measurement_tilt"]
                    meta.time_period.start = data.attrs["time_period.start"]
                    meta.time_period.end = data.attrs["time_period.end"]
                    channel.write_metadata()
        target.channel_summary.summarize()
        target.close_mth5()


def process(path, station):
    from aurora.config.config_creator import ConfigCreator
    from aurora.pipelines.process_mth5 import process_mth5

    from mth5.processing.kernel_dataset import KernelDataset
    from mth5.processing.run_summary import RunSummary

    summary = RunSummary()
    summary.from_mth5s([path])
    dataset = KernelDataset()
    dataset.from_run_summary(summary, station)
    config = ConfigCreator().create_from_kernel_dataset(dataset)
    return process_mth5(config, dataset, units="MT", show_plot=False, z_file_path=None)


def check_aurora(ours, twin):
    import aurora

    logger.remove()
    tool = f"aurora {aurora.__version__}"
    with h5py.File(ours, "r") as file:
        station = next(iter(next(iter(file["Experiment/Surveys"].values()))["Stations"]))
    write_twin(ours, twin)
    # aurora opens files for writing.
    copy = twin.with_name("copy.h5")
    shutil.copy(ours, copy)
    a, b = process(copy, station), process(twin, station)
    compare("aurora period", tool, a.period, b.period, 0)
    for name in ("impedance", "impedance_error", "tipper", "tipper_error"):
        seen, expected = getattr(a, name), getattr(b, name)
        if expected is None:
            continue
        compare(f"aurora {name.replace('_', ' ')}", tool, seen.to_numpy(), expected.to_numpy(), 0)


if __name__ == "__main__":
    paths = [Path(text) for text in sys.argv[2:]]
    {"files": check_files, "thousand": check_thousand, "aurora": check_aurora}[sys.argv[1]](*paths)
    sys.exit(1 if failed else 0)
