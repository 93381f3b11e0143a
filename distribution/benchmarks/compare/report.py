"""The figures as a Markdown table, with what Weft has to reach beside them."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Target:
    """A bound on Weft's figure: `factor` times a peer's, or a plain number without a peer."""

    factor: float
    peer: str = ""
    at_most: bool = False

    def bound(self, figures, key):
        if not self.peer:
            return self.factor
        theirs = figures.get(self.peer, {}).get(key)
        return None if theirs is None else theirs * self.factor

    def __str__(self):
        sign = "≤" if self.at_most else "≥"
        return f"{sign} {self.factor:g}" + (f" × {self.peer}" if self.peer else "")


@dataclass(frozen=True)
class Row:
    key: str
    label: str
    unit: str
    targets: tuple = ()
    decimals: int = 0


def _least(factor, peer=""):
    return Target(factor, peer)


def _most(factor, peer=""):
    return Target(factor, peer, True)


# The MiB for which the targets are stated.
USUAL_SIZES = {"large": 1024, "huge": 5120}

ROWS = (
    Row("get4k", "GET 4 KiB, 32 connections", "req/s", (_least(0.5, "nginx"), _least(1, "rclone"))),
    Row("get1g", "GET {large}", "MiB/s", (_least(0.8, "nginx"),)),
    Row("get1g_cpu", "GET {large}, server's CPU", "s", (), 2),
    Row("put1g", "PUT {large}", "MiB/s", (_least(1.5, "rclone"),)),
    Row("put1g_cpu", "PUT {large}, server's CPU", "s", (_most(0.7, "rclone"),), 2),
    Row("put1g_peak", "PUT {large}, peak memory", "MiB"),
    Row("put4k", "PUT new 4 KiB files", "req/s", (_least(1, "rclone"),)),
    Row("propfind0", "PROPFIND Depth 0, 32 connections", "req/s", (_least(0.8, "rclone"),)),
    Row("list10k", "PROPFIND Depth 1, 10 000 children", "ms", (_most(0.8, "rclone"),)),
    Row("list10k_cold", "the same, first time", "ms"),
    Row("list10k_first", "the same, first byte", "ms", (_most(100),), 1),
    Row("list100k", "PROPFIND Depth 1, 100 000 children", "ms", (_most(0.6, "rclone"),)),
    Row("list100k_cold", "the same, first time", "ms"),
    Row("list100k_first", "the same, first byte", "ms", (_most(100),), 1),
    Row("list100k_rise", "the same, memory rise (-Xmx256m)", "MiB", (_most(64),)),
    Row("mkcol", "MKCOL", "req/s", (_least(0.5, "rclone"),)),
    Row("move", "MOVE", "req/s", (_least(0.5, "rclone"),)),
    Row("copy", "COPY", "req/s", (_least(0.5, "rclone"),)),
    Row("delete", "DELETE", "req/s", (_least(0.5, "rclone"),)),
    Row("put_empty", "PUT 4 KiB into an empty folder", "req/s"),
    Row("put_full", "PUT 4 KiB into a folder of 100 000", "req/s"),
    Row("put_full_ratio", "full folder against empty", "", (_least(0.95),), 2),
    Row("stream5g_rise", "{huge} PUT and GET, memory rise (-Xmx128m)", "MiB", (_most(64),)),
    Row("startup", "exec to first answer", "s", (_most(1.2),), 2),
    Row("idle_rss", "idle memory", "MiB", (_most(200),)),
    Row("idle_settled", "idle memory, once settled", "MiB"),
    Row("idle_pss", "idle memory, shared pages divided", "MiB"),
    Row("connections_rss", "1 000 idle connections", "MiB", (_most(50),), 1),
)


def markdown(names, figures, disturbed, sizes):
    """The table. Rows without any figure are left out; Weft's columns come only with Weft.

    disturbed: by server, the figures that others' use of the machine spoiled; they carry a ~
    sizes: the MiB of the `large` and the `huge` file; targets are stated for the usual ones
    """
    with_weft = "weft" in names
    peers = [name for name in names if name != "weft"]
    rivals = [name for name in peers if name in ("nginx", "rclone")]
    head = ["", "unit", *peers]
    if with_weft:
        head += ["weft", *(f"weft / {peer}" for peer in rivals), "target", ""]
    elif peers:
        head += ["target for Weft"]
    lines = ["| " + " | ".join(head) + " |", "|---|---|" + "---:|" * (len(head) - 2)]
    texts = {name: _size(mib) for name, mib in sizes.items()}
    for row in ROWS:
        if not any(row.key in figures.get(name, {}) for name in names):
            continue
        cells = [row.label.format(**texts), row.unit,
                 *(_cell(row, figures, disturbed, name) for name in peers)]
        target = ", ".join(map(str, row.targets))
        if with_weft:
            cells += [_cell(row, figures, disturbed, "weft"),
                      *(_ratio(row, figures, peer) for peer in rivals),
                      target, verdict(row, figures, disturbed, sizes)]
        else:
            cells.append(target)
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def verdict(row, figures, disturbed, sizes):
    """Whether all targets are met, or why that can't be told; nothing where there is no target."""
    ours = figures.get("weft", {}).get(row.key)
    bounds = [(target, target.bound(figures, row.key)) for target in row.targets]
    if ours is None or not bounds:
        return ""
    if any(bound is None for _, bound in bounds):
        return "peer missing"
    if any(f"{{{name}}}" in row.label and mib != USUAL_SIZES[name] for name, mib in sizes.items()):
        return "other size"
    judges = ["weft", *(target.peer for target in row.targets if target.peer)]
    if any(row.key in disturbed.get(name, {}) for name in judges):
        return "disturbed"
    met = all(ours <= bound if target.at_most else ours >= bound for target, bound in bounds)
    return "met" if met else "**missed**"


def _cell(row, figures, disturbed, name):
    value = figures.get(name, {}).get(row.key)
    if value is None:
        return "–"
    mark = " ~" if row.key in disturbed.get(name, {}) else ""
    return _grouped(value, row.decimals) + mark


def _ratio(row, figures, peer):
    ours, theirs = (figures.get(name, {}).get(row.key) for name in ("weft", peer))
    return f"{ours / theirs:.2f}" if ours is not None and theirs else ""


def _grouped(value, decimals):
    return f"{value:,.{decimals}f}".replace(",", " ")


def _size(mib):
    return f"{mib / 1024:g} GiB" if mib >= 1024 else f"{mib:g} MiB"
