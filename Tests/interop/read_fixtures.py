#!/usr/bin/env python3
"""Reads the fixtures with another program and compares its samples with ours.

usage: read_fixtures.py PEER DATA DUMP, PEER being mt-io, resistics or razorback; DUMP is a folder that
`verification samples` wrote. Prints a line for each channel; ends with 1 if one differs in a way that is not
known, with 3 if the program is not there.
"""
import glob
import json
import os
import sys
import warnings

import numpy as np

warnings.filterwarnings("ignore")
peer, data, dump = sys.argv[1:4]
index = json.load(open(os.path.join(dump, "index.json")))
names = {"hx": "Hx", "hy": "Hy", "hz": "Hz", "bx": "Hx", "by": "Hy", "bz": "Hz", "ex": "Ex", "ey": "Ey"}
bad = 0


def canonical(name):
    return names.get(name.lower(), name[0].upper() + name[1:].lower())


def ours(fixture, channel, which=0, member=""):
    found = [(i, e) for i, e in enumerate(index) if e["fixture"] == fixture and member in e["member"]]
    number, entry = found[which]
    samples = np.fromfile(os.path.join(dump, f"{number}_{channel}.f64"), "<f8")
    return samples, entry["channels"][channel]


def row(fixture, channel, verdict, text=""):
    print(f"  {peer:10} {fixture:34} {channel:3} {verdict:8} {text}")


def compare(fixture, channel, theirs, factor, text, tolerance=1e-12, which=0, member="", offset=0.0):
    """Whether theirs = factor · ours + offset; the factor says who has which unit and sign."""
    global bad
    mine, _ = ours(fixture, channel, which, member)
    theirs = np.asarray(theirs, dtype=float)
    if mine.shape != theirs.shape:
        bad += 1
        return row(fixture, channel, "DIFFERS", f"{theirs.size} samples, ours {mine.size}")
    expected = factor * mine + offset
    size = max(abs(expected).max(), abs(offset), 1e-300)
    worst = abs(theirs - expected).max() / size
    agrees = worst <= tolerance
    bad += not agrees
    words = "" if factor == 1 and offset == 0 else f"times {factor:.6g}"
    words += f" and {offset:+.6g}" if offset else ""
    row(fixture, channel, "agrees" if agrees else "DIFFERS", f"to {worst:.1e} {words} {text}".rstrip())


def attempt(fixture, body, known=""):
    """Runs a comparison; what the peer cannot do is said, and is its own failure if it is known."""
    global bad
    try:
        body()
    except BaseException as error:  # resistics ends the interpreter where others raise
        if known and known in f"{type(error).__name__}: {error}":
            return row(fixture, "", "theirs", f"cannot read it: {known}")
        bad += 1
        row(fixture, "", "DIFFERS", f"{type(error).__name__}: {str(error)[:90]}")


def paths(pattern):
    return sorted(glob.glob(os.path.join(data, pattern)))


def mt_io():
    from loguru import logger
    logger.remove()
    from mt_io.lemi.lemi423 import read_lemi423
    from mt_io.lemi.lemi424 import read_lemi424
    from mt_io.metronix.metronix_ats import read_ats
    from mt_io.metronix.metronix_atss import read_atss
    from mt_io.phoenix.read import open_phoenix
    logger.remove()

    def ats():
        for path in paths("ats/site01/*/*.ats"):
            channel = os.path.basename(path).split("_")[4][1:]
            length = ours("ats/site01", channel)[1]
            compare("ats/site01", channel, read_ats(path).ts, length / 1000 if length else 1,
                    "(theirs is mV, in 32-bit floats)", 2e-7)
    attempt("ats/site01", ats)

    def atss():
        for path in paths("atss/survey/stations/SynSite/run_002/*.atss"):
            channel = os.path.basename(path).split("_")[3][1:]
            compare("atss/survey/stations/SynSite", channel, read_atss(path).ts, 1, "", which=1)
    attempt("atss/survey/stations/SynSite", atss)

    def lemi424():
        run = read_lemi424(paths("lemi/*.TXT")[0], e_channels=["e1", "e2", "e3", "e4"])
        for name in ["bx", "by", "bz", "e1", "e2", "e3", "e4"]:
            compare("lemi/202406011200.TXT", canonical(name), run.dataset[name].values, 1, "")
        latitude = run.station_metadata.location.latitude
        row("lemi/202406011200.TXT", "lat", "theirs",
            f"{latitude} where the file has 5230.0 N = 52.5: wrong, as digits are taken for minutes")
    attempt("lemi/202406011200.TXT", lemi424)

    def lemi423():
        # They keep counts and give the coefficients as filters; ours has them applied.
        expected = json.load(open(os.path.join(data, "lemi/expected_lemi.json")))["lemi423"]["coefficients"]
        run = read_lemi423(paths("lemi/b423/*/*.B423")[0])
        keys = {"hx": ("Kmx", "Ax", 16), "hy": ("Kmy", "Ay", 16), "hz": ("Kmz", "Az", 16),
                "ex": ("Ke1", "Ae1", 0), "ey": ("Ke2", "Ae2", 0)}
        for name, (factor, offset, gain) in keys.items():
            divisor = gain or ours("lemi/b423", canonical(name))[1]
            compare("lemi/b423", canonical(name), run.dataset[name].values, divisor / expected[factor],
                    "(theirs is counts; it drops the offset and calls mV nT)", 1e-12,
                    offset=-expected[offset] / expected[factor])
    attempt("lemi/b423", lemi423)

    def phoenix():
        reader = open_phoenix(paths("phoenix/mtu_legacy/*.TS5")[0])
        run = reader.to_runts(paths("phoenix/mtu_legacy/*.TBL")[0])
        for name in ["ex", "ey", "hx", "hy", "hz"]:
            compare("phoenix/mtu_legacy", canonical(name), run.dataset[name].values, 1, "", member="TS5")
    attempt("phoenix/mtu_legacy", phoenix)

    def native():
        fixture = "phoenix/mtu5c"
        frames = open_phoenix(paths("phoenix/mtu5c/0/*.bin")[0]).read_frames(600)
        compare(fixture, "Hx", frames, 1e-3, "(V at the converter, its gain being 1)", member="bin")
        floats = open_phoenix(paths("phoenix/mtu5c/0/*.td_150")[0]).read()
        compare(fixture, "Hx", floats, 1e-3, "(V)", 1e-12, member="td_150")
        reader = open_phoenix(paths("phoenix/mtu5c/0/*.td_24k")[0])
        for which in range(2):
            segment = reader.read_segment()
            samples = getattr(segment, "data", segment)
            compare(fixture, "Hx", samples, 1e-3, "(V)", 1e-12, which, "td_24k")
    attempt("phoenix/mtu5c", native)


def resistics():
    def reader(fixture, module, name, path, factors, text, tolerance, known=""):
        def body():
            import importlib
            format_reader = getattr(importlib.import_module("resistics.time." + module), name)
            found = format_reader(os.path.join(data, path)).getPhysicalSamples(remaverage=False)
            for channel in found.chans:
                factor = factors(canonical(channel)) if callable(factors) else factors
                compare(fixture, canonical(channel), found.data[channel], factor, text, tolerance,
                        member="TS5" if "phoenix" in fixture else "")
        attempt(fixture, body, known)

    reader("ats/site01", "reader_ats", "TimeReaderATS", "ats/site01/meas_2024-06-01_12-00-00", -1,
           "(resistics' sign)", 1e-12)
    reader("spam/run01", "reader_spam", "TimeReaderSPAM", "spam/run01", -1,
           "(resistics' sign; 32-bit floats)", 3e-7)
    for fixture, name in [("lemi/b423", "B423"), ("lemi/b423e", "B423E")]:
        reader(fixture, f"reader_lemi{name.lower()}", f"TimeReaderLemi{name}", fixture + "/lemi01", 1, "",
               1e-6, "unpack requires a buffer of 8 bytes")

    scale = json.load(open(os.path.join(data, "phoenix/expected_phoenix_mtu.json")))
    scale = scale["lsb_mV_per_km_or_nT_per_du"]

    def counts(channel):
        gain, length = (40, ours("phoenix/mtu_legacy", channel)[1]) if channel[0] == "E" else (12, 0)
        return 1 / scale[channel] / gain * (1000 / length if length else 1)
    reader("phoenix/mtu_legacy", "reader_phoenix", "TimeReaderPhoenix", "phoenix/mtu_legacy", counts,
           "(theirs has counts by gain and length: no unit, wrong)", 1e-12)


def razorback():
    from razorback.io import ats as reader

    def ats():
        for path in paths("ats/site01/*/*.ats"):
            channel = os.path.basename(path).split("_")[4][1:]
            length = ours("ats/site01", channel)[1]
            found = np.asarray(reader.read_ats_sample(path)[0])
            compare("ats/site01", channel, found, length / 1000 if length else 1, "(theirs is mV)")
    attempt("ats/site01", ats)


try:
    {"mt-io": mt_io, "resistics": resistics, "razorback": razorback}[peer]()
except ImportError as error:
    print(f"  {peer}: not there: {error}")
    sys.exit(3)
sys.exit(1 if bad else 0)
