"""What Label Studio's editor does to results, after its source: `Result.serialize`, `RelationStore.serialize`."""

from __future__ import annotations

from typing import Any

_VALUES = {"labels": "labels", "choices": "choices", "textarea": "text"}


def submitted(results: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The results of a prediction as an annotator submits them unchanged.

    The first result of a region gives it its text and its `meta`, which all of its results then carry; a relation
    keeps its ends, direction and labels alone.
    """
    regions: dict[str, dict[str, Any]] = {}
    saved = []
    for result in results:
        if result["type"] == "relation":
            saved.append({key: result[key] for key in ("from_id", "to_id", "type", "direction", "labels")})
            continue
        first = regions.setdefault(result["id"], result)
        key = _VALUES[result["type"]]
        value = {name: first["value"][name] for name in ("start", "end", "text")} | {key: result["value"][key]}
        one = {"value": value, "id": result["id"].split("#")[0], "origin": "prediction"}
        one |= {name: result[name] for name in ("from_name", "to_name", "type")}
        if meta := first.get("meta", {}) | result.get("meta", {}):
            one["meta"] = meta
        if "score" in result:
            one["score"] = result["score"]
        saved.append(one)
    return saved


def region(id: str, start: int, end: int, label: str, **more: Any) -> dict[str, Any]:
    """A region that an annotator drew."""
    value: dict[str, Any] = {"start": start, "end": end, "labels": [label]}
    if "text" in more:
        value["text"] = more.pop("text")
    return {"id": id, "from_name": "component", "to_name": "text", "type": "labels", "origin": "manual", "value": value,
            **more}  # fmt: skip


def choice(id: str, control: str, *values: str) -> dict[str, Any]:
    """What an annotator chose for a region."""
    return {"id": id, "from_name": control, "to_name": "text", "type": "choices", "origin": "manual",
            "value": {"choices": list(values)}}  # fmt: skip


def relation(source: str, target: str, *labels: str, direction: str = "right") -> dict[str, Any]:
    """A relation that an annotator drew."""
    drawn: dict[str, Any] = {"type": "relation", "from_id": source, "to_id": target, "direction": direction}
    return drawn | ({"labels": list(labels)} if labels else {})
