"""Reads an MTH5 0.2.0 file with h5py alone: the independent view that others are held against."""

import h5py
import numpy as np

TABLES = {
    "channel_summary": [
        "survey", "station", "run", "latitude", "longitude", "elevation", "component", "start",
        "end", "n_samples", "sample_rate", "measurement_type", "azimuth", "tilt", "units",
        "has_data", "hdf5_reference", "run_hdf5_reference", "station_hdf5_reference",
    ],
    "fc_summary": [
        "survey", "station", "run", "decimation_level", "latitude", "longitude", "elevation",
        "component", "start", "end", "n_samples", "sample_rate", "measurement_type", "units",
        "hdf5_reference", "decimation_level_reference", "run_hdf5_reference",
        "station_hdf5_reference",
    ],
    "tf_summary": [
        "station", "survey", "latitude", "longitude", "elevation", "tf_id", "units",
        "has_impedance", "has_tipper", "has_covariance", "period_min", "period_max",
        "hdf5_reference", "station_hdf5_reference",
    ],
}  # fmt: skip


class RawRun:
    def __init__(self, group):
        self.attributes = dict(group.attrs)
        self.channels = {name: (dict(d.attrs), d[()]) for name, d in group.items()}


class RawStation:
    def __init__(self, name, survey, survey_group, group):
        self.name = name
        self.survey = survey
        self.survey_group = survey_group
        self.attributes = dict(group.attrs)
        others = ("Features", "Fourier_Coefficients", "Transfer_Functions")
        self.runs = {n: RawRun(g) for n, g in group.items() if n not in others}
        self.spectra = {
            (run, level): {c: (dict(d.attrs), d[()]) for c, d in channels.items()}
            for run, levels in group["Fourier_Coefficients"].items()
            for level, channels in levels.items()
        }
        self.functions = {
            name: {key: dataset[()] for key, dataset in function.items()}
            for name, function in group["Transfer_Functions"].items()
        }


class RawFile:
    """All of a file, in memory; `name` is what reports call it."""

    def __init__(self, path, name):
        self.name = name
        self.stations = {}
        self.tables = {}
        with h5py.File(path, "r") as file:
            if file.attrs["file.version"] != "0.2.0":
                raise ValueError(f"{path} is not of MTH5 version 0.2.0")
            for group_name, survey in file["Experiment/Surveys"].items():
                for name, station in survey["Stations"].items():
                    key = (survey.attrs["id"], station.attrs["id"])
                    self.stations[key] = RawStation(name, key[0], group_name, station)
            for table in TABLES:
                self.tables[table] = table_rows(file, table)


def table_rows(file, table):
    """Rows as dictionaries; references are followed to the path of what they point to."""
    dataset = file[f"Experiment/{table}"]
    if list(dataset.dtype.names) != TABLES[table]:
        raise ValueError(f"{table} has other columns than mth5's")
    return [
        {name: plain(file, row[name]) for name in dataset.dtype.names} for row in dataset[()]
    ]


def plain(file, value):
    if isinstance(value, h5py.Reference):
        return file[value].name if value else None
    if isinstance(value, bytes):
        return value.decode()
    return value.item() if isinstance(value, np.generic) else value

