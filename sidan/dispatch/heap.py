"""A binary heap of (key, node) in two arrays; ties by node, so that nothing depends on the order of pushes."""

from sidan.dispatch.columns import Ints, Small
from sidan.dispatch.compiled import inlined


@inlined
def push(keys: Ints, nodes: Small, size: int, key: int, node: int) -> int:
    """Add an entry; returns the new size. The caller sees to it that the arrays are long enough."""
    at = size
    while at > 0:
        above = (at - 1) >> 1
        if keys[above] < key or (keys[above] == key and nodes[above] <= node):
            break
        keys[at], nodes[at] = keys[above], nodes[above]
        at = above
    keys[at], nodes[at] = key, node
    return size + 1


@inlined
def pop(keys: Ints, nodes: Small, size: int) -> int:
    """Remove the first entry (read it at index 0 before); returns the new size."""
    size -= 1
    key, node, at = keys[size], nodes[size], 0
    while True:
        below = 2 * at + 1
        if below >= size:
            break
        right = below + 1
        if right < size and (keys[right] < keys[below] or (keys[right] == keys[below] and nodes[right] < nodes[below])):
            below = right
        if key < keys[below] or (key == keys[below] and node <= nodes[below]):
            break
        keys[at], nodes[at] = keys[below], nodes[below]
        at = below
    keys[at], nodes[at] = key, node
    return size
