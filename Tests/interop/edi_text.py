"""Reads the numbers of an EDI file's impedance and tipper blocks from its text, and nothing else."""

import re
from dataclasses import dataclass

import numpy as np

NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[EeDd][-+]?\d+)?")


@dataclass
class EdiText:
    site: str
    period: np.ndarray
    impedance: np.ndarray
    impedance_error: np.ndarray
    tipper: np.ndarray | None
    tipper_error: np.ndarray | None


def read_edi(path):
    text = path.read_text(encoding="utf-8", errors="replace")
    blocks = {}
    for head, body in re.findall(r"^>([A-Z0-9.]+)([^>]*)", text, re.M):
        # The block's own line holds options and the count; numbers follow.
        lines = body.split("\n")[1:]
        blocks[head] = np.array(
            [float(n.upper().replace("D", "E")) for line in lines for n in NUMBER.findall(line)]
        )
    # 1e32 stands for "no value", which mt_metadata turns into zero.
    for values in blocks.values():
        values[np.abs(values) > 9e31] = 0
    site = re.search(r'DATAID\s*=\s*"?([^"\n]+)"?', text)
    period = 1 / blocks["FREQ"]

    def z(part):
        return np.array([[blocks[f"Z{o}{i}{part}"] for i in "XY"] for o in "XY"]).transpose(2, 0, 1)

    def t(part):
        return np.array([[blocks[f"T{i}{part}.EXP"] for i in "XY"]]).transpose(2, 0, 1)

    has_tipper = "TXR.EXP" in blocks
    return EdiText(
        site=site.group(1).strip() if site else "",
        period=period,
        impedance=z("R") + 1j * z("I"),
        impedance_error=np.sqrt(z(".VAR")),
        tipper=t("R") + 1j * t("I") if has_tipper else None,
        tipper_error=np.sqrt(
            np.array([[blocks[f"T{i}VAR.EXP"] for i in "XY"]]).transpose(2, 0, 1)
        )
        if has_tipper
        else None,
    )
