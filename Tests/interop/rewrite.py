"""Copies an HDF5 file of HDF5 2 into the formats that HDF5 1.10 and later read.

Usage: rewrite.py OLD NEW

Types and layouts are made anew: HDF5 2 refuses to copy its own into an older format, which is why
h5py's copy, and any tool that carries creation properties over, fails. Object references, in tables
and in attributes, are made to point into the new file.
"""

import os
import sys

import h5py
import numpy as np


def main(old_path, new_path):
    if os.path.exists(new_path):
        sys.exit(f"{new_path} exists already; name a new file")
    partial = new_path + ".partial"
    try:
        with h5py.File(old_path, "r") as old:
            with h5py.File(partial, "w", libver=("earliest", "v110")) as new:
                copy_group(old, new)
                copy_references(old, new)
        os.rename(partial, new_path)
    finally:
        if os.path.exists(partial):
            os.remove(partial)


def copy_group(old, new):
    copy_attributes(old, new)
    for name in old:
        link = old.get(name, getlink=True)
        if isinstance(link, (h5py.SoftLink, h5py.ExternalLink)):
            new[name] = link
        elif isinstance(old[name], h5py.Group):
            copy_group(old[name], new.create_group(name))
        else:
            copy_dataset(old[name], new, name)


def copy_dataset(old, parent, name):
    growing = any(limit is None for limit in old.maxshape) if old.shape else False
    options = {}
    if old.chunks or growing:
        options = dict(
            chunks=old.chunks or True,
            maxshape=old.maxshape,
            compression=old.compression,
            compression_opts=old.compression_opts,
            shuffle=old.shuffle,
            fletcher32=old.fletcher32,
        )
    new = parent.create_dataset(name, shape=old.shape, dtype=fresh(old.dtype), **options)
    if not has_references(old.dtype) and old.size:
        copy_values(old, new)
    copy_attributes(old, new)


def copy_values(old, new):
    """In pieces along the first dimension, so that a long recording needs little memory."""
    if not old.shape:
        new[()] = old[()]
        return
    rows = max(1, 2**24 // max(1, old.dtype.itemsize * int(np.prod(old.shape[1:]))))
    for start in range(0, old.shape[0], rows):
        new[start : start + rows] = old[start : start + rows]


def fresh(dtype):
    """The same type built again, without the old file's type behind it."""
    if dtype.names:
        return np.dtype([(name, fresh(dtype[name])) for name in dtype.names])
    if h5py.check_ref_dtype(dtype):
        return h5py.ref_dtype
    text = h5py.check_string_dtype(dtype)
    if text:
        return h5py.string_dtype(text.encoding, text.length)
    return dtype


def has_references(dtype):
    if dtype.names:
        return any(has_references(dtype[name]) for name in dtype.names)
    return h5py.check_ref_dtype(dtype) is not None


def copy_attributes(old, new):
    for name, value in old.attrs.items():
        if not isinstance(value, h5py.Reference):
            new.attrs[name] = value


def copy_references(old_file, new_file):
    """References can be made only when everything they point to exists."""

    def translate(reference):
        if not reference:
            return reference
        return new_file[old_file[reference].name].ref

    def visit(path, old):
        new = new_file[path]
        for name, value in old.attrs.items():
            if isinstance(value, h5py.Reference):
                new.attrs[name] = translate(value)
        if not isinstance(old, h5py.Dataset) or not has_references(old.dtype):
            return
        values = old[()]
        for name in old.dtype.names or ():
            if h5py.check_ref_dtype(old.dtype[name]):
                values[name] = [translate(reference) for reference in values[name]]
        new[()] = values

    old_file.visititems(visit)


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__.strip())
    main(*sys.argv[1:])
