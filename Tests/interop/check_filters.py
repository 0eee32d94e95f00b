#!/usr/bin/env python3
"""Holds our responses of filters against those of mt_metadata, in files that mth5 writes.

usage: check_filters.py SKINDEPTH VERIFICATION

For each kind of filter, and for chains of them, mth5 writes a station with one channel. Compared is what a
stored number means in the field's unit at many frequencies; then `skindepth convert` writes the stations anew,
and mth5 says what a number of those files means. Prints a line for each; ends with 1 if one differs by more
than 1e-12.
"""
import json
import subprocess
import sys
import tempfile
import warnings
from pathlib import Path

import numpy as np

warnings.filterwarnings("ignore")
from loguru import logger

logger.remove()
from mt_metadata.timeseries import AppliedFilter
from mt_metadata.timeseries.filters import (
    ChannelResponse,
    CoefficientFilter,
    FIRFilter,
    FrequencyResponseTableFilter,
    PoleZeroFilter,
    TimeDelayFilter,
)
from mth5.mth5 import MTH5

logger.remove()
skindepth, verification = sys.argv[1:3]
TOLERANCE = 1e-12
FREQUENCIES = np.unique(np.concatenate([np.logspace(-4, 2, 300), [0.5, 1.0, 8.0]]))
STORED = 1234.0

LSB = CoefficientFilter(name="lsb", gain=799999.9, units_in="milliVolt", units_out="digital counts")
BEHIND = {"units_in": "milliVolt", "units_out": "milliVolt"}
COIL = {"units_in": "nanoTesla", "units_out": "milliVolt"}


def roots(pairs):
    return np.array([part for pair in pairs for part in (pair, np.conj(pair))])


def butterworth(**units):
    poles = roots([-1.94 + 5.97j, -5.08 + 3.69j])
    return PoleZeroFilter(
        name="butterworth", gain=0.7, poles=np.append(poles, -6.28), zeros=np.array([]),
        normalization_factor=9762.1, **units)


def table(scale=1.0, **units):
    frequencies = np.logspace(-4, 2, 25)
    values = 1j * frequencies / (1 + 1j * frequencies / 0.7)
    return FrequencyResponseTableFilter(
        name="coil table", gain=1.25, frequencies=frequencies, amplitudes=800 * np.abs(values),
        phases=scale * np.angle(values), **units)


def fir(name="fir", **options):
    taps = options.pop("taps", [0.1, 0.35, 0.7, 0.3, 0.05])
    return FIRFilter(name=name, coefficients=taps, decimation_input_sample_rate=512.0, **options)


def cases():
    """Stations with their filters, from the field to the recorder, and which of them are in the samples."""
    high = PoleZeroFilter(
        name="high pass", poles=np.array([-0.0002]), zeros=np.array([0.0]), **BEHIND)
    delay = TimeDelayFilter(name="delay", delay=-0.192, **BEHIND)
    amplifier = CoefficientFilter(name="amplifier", gain=-33.3, **BEHIND)
    yield "coefficient", [CoefficientFilter(name="coil gain", gain=2.5, **COIL), LSB], None
    yield "zpk", [butterworth(**COIL), LSB], None
    yield "fap", [table(**COIL), LSB], None
    yield "fap_degrees", [table(180 / np.pi, **COIL), LSB], None
    yield "fir", [fir(gain=3.0, **COIL), LSB], None
    yield "fir_plain", [fir(gain=1.5, taps=[0.5, 0.75, 0.25], **COIL), LSB], None
    yield "fir_even", [fir(gain=2.0, symmetry="EVEN", **COIL), LSB], None
    yield "fir_odd", [fir(gain=2.0, symmetry="ODD", **COIL), LSB], None
    yield "fir_frequency", [
        fir(gain=2.0, gain_frequency=20.0, decimation_factor=4.0, **COIL), LSB], None
    yield "delay", [CoefficientFilter(name="coil gain", gain=2.5, **COIL), delay, LSB], None
    whole = [table(**COIL), amplifier, butterworth(**BEHIND), high, delay,
             fir(gain=3.0, **BEHIND), LSB]
    yield "whole", whole, None
    yield "whole_in_volts", [
        butterworth(units_in="Tesla", units_out="Volt"),
        CoefficientFilter(name="to mV", gain=1000.0, units_in="Volt", units_out="milliVolt"),
        delay, LSB], None
    yield "some_not_applied", whole, [True, True, False, True, False, True, True]


def write(path):
    """mth5's file; the newest layout, which is its default, older HDF5 libraries cannot read."""
    archive = MTH5(file_version="0.2.0")
    archive.open_mth5(str(path), "w", libver=("earliest", "v110"))
    survey = archive.add_survey("filters")
    for station, filters, applied in cases():
        for entry in filters:
            entry.name = f"{station} {entry.name}"
            survey.filters_group.add_filter(entry)
        run = survey.stations_group.add_station(station).add_run("001")
        channel = run.add_channel(
            "hx", "magnetic", np.full(64, STORED), channel_metadata=None)
        metadata = channel.metadata
        metadata.component, metadata.units, metadata.sample_rate = "hx", "digital counts", 8.0
        metadata.time_period.start = "2024-06-01T00:00:00"
        metadata.filters = [
            AppliedFilter(name=entry.name, applied=flag, stage=stage)
            for stage, (entry, flag) in enumerate(
                zip(filters, applied or [True] * len(filters)), 1)
        ]
        channel.write_metadata()
        for entry in filters:
            entry.name = entry.name.removeprefix(f"{station} ")
    archive.close_mth5()


def meaning(channel, frequencies):
    """What a stored number is in nT, as mt_metadata's filters have it: number / response."""
    response = channel.channel_response
    wanted = [f for f, entry in zip(response.filters_list, channel.metadata.filters) if entry.applied]
    for entry in wanted:
        # mt_metadata repeats the middle and leaves the first tap out; SEED's taps end in the middle.
        if isinstance(entry, FIRFilter) and entry.symmetry == "ODD":
            half = np.asarray(entry.coefficients)
            entry.coefficients, entry.symmetry = np.append(half, half[-2::-1]), "NONE"
    if not wanted:
        return channel.hdf5_dataset[0] * np.ones(len(frequencies), complex)
    total = ChannelResponse(filters_list=wanted).complex_response(
        frequencies, filters_list=wanted, include_decimation=True, include_delay=True)
    # The unit of what comes in.
    scale = 1e9 if wanted[0].units_in == "Tesla" else 1.0
    return channel.hdf5_dataset[0] * scale / total


def ours(path, interpolation, frequencies, folder):
    """The same by station, of our reader."""
    listing = folder / "frequencies"
    listing.write_text("\n".join(repr(float(f)) for f in frequencies))
    lines = subprocess.run(
        [verification, "responses", str(path), interpolation, str(listing)],
        check=True, capture_output=True, text=True).stdout.splitlines()
    found = {}
    for line in lines:
        if line.startswith("{"):
            entry = json.loads(line)
            values = np.array(entry["values"])
            found[entry["station"]] = entry["sample"] / (values[:, 0] + 1j * values[:, 1])
    return found


def compare(what, station, found, expected):
    difference = np.max(np.abs(found - expected) / np.abs(expected))
    agrees = difference <= TOLERANCE
    print(f"  {what:34} {station:18} {len(expected):4} {'agrees' if agrees else 'DIFFERS'} "
          f"to {difference:.1e}")
    return agrees


def channels(path):
    archive = MTH5()
    archive.open_mth5(str(path), "r")
    for survey in archive.surveys_group.groups_list:
        group = archive.get_survey(survey)
        for station in group.stations_group.groups_list:
            yield station, archive.get_channel(station, "001", "hx", survey)
    archive.close_mth5()


def main():
    agrees = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = folder / "filters.h5"
        write(path)
        knots = table(**COIL).frequencies
        # Between the points of tables mt_metadata draws straight lines; at them all is one.
        for interpolation, frequencies in [("linear", FREQUENCIES), ("smooth", knots)]:
            found = ours(path, interpolation, frequencies, folder)
            for station, channel in channels(path):
                agrees.append(compare(
                    f"read, {interpolation}", station, found[station],
                    meaning(channel, frequencies)))
        subprocess.run(
            [skindepth, "convert", str(path), str(folder / "converted"), "--format", "mth5"],
            check=True, capture_output=True)
        before = {
            station: meaning(channel, FREQUENCIES) for station, channel in channels(path)}
        for copy in sorted((folder / "converted").glob("*.h5")):
            for station, channel in channels(copy):
                agrees.append(compare(
                    "converted, by mth5", station, meaning(channel, FREQUENCIES),
                    before[station]))
    count = len(list(cases()))
    if len(agrees) != 3 * count:
        print(f"only {len(agrees)} of {3 * count} comparisons were made")
        return 1
    print(f"filters: {sum(agrees)} of {len(agrees)} agree with mt_metadata to {TOLERANCE}")
    return 0 if all(agrees) else 1


if __name__ == "__main__":
    sys.exit(main())
