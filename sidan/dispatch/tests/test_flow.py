"""The flow against OR-Tools, and the proof that its potentials carry."""

import numpy as np
import pytest
from hypothesis import given, settings

from sidan.dispatch.flow import Flow, network, price_of, solve
from sidan.dispatch.flow_ortools import taken_by_ortools
from sidan.dispatch.paths import Network
from sidan.dispatch.reroute import without
from sidan.dispatch.tests.nets import SEEDS, random_network, town


def ortools(net: Network) -> int:
    taken = taken_by_ortools(net)
    return price_of(net, taken[taken >= 0])


def test_200_random_networks_cost_what_or_tools_says() -> None:
    for seed in range(200):
        net = random_network(seed)
        assert solve(net).cost == ortools(net), seed


@settings(max_examples=60, deadline=None)
@given(SEEDS)
def test_any_network_costs_what_or_tools_says_and_respects_every_capacity(seed: int) -> None:
    net = random_network(seed)
    flow = solve(net)
    assert flow.cost == ortools(net)
    assert valid(flow)
    proof(flow)


@pytest.mark.parametrize("seed", range(5))
def test_a_town_costs_what_or_tools_says(seed: int) -> None:
    net = network(town(seed, 120, 150))
    assert solve(net).cost == ortools(net)


@settings(max_examples=150, deadline=None)
@given(SEEDS)
def test_a_flow_that_loses_arcs_is_the_optimum_without_them(seed: int) -> None:
    net, rng = random_network(seed), np.random.default_rng(seed)
    flow = solve(net)
    for _ in range(3):
        gone = np.flatnonzero(rng.random(len(net.slot)) < 0.2)
        before = flow.arcs.tolist(), flow.cost
        less = without(flow, gone)
        assert (flow.arcs.tolist(), flow.cost) == before
        assert less.cost == solve(less.network).cost
        assert (less.network.cost[gone] > net.penalty.max(initial=0)).all()
        assert valid(less)
        proof(less)
        flow = less


def test_the_same_network_gives_the_same_arcs() -> None:
    net = network(town(1))
    assert solve(net).arcs.tolist() == solve(net).arcs.tolist()


def valid(flow: Flow) -> bool:
    net, arcs = flow.network, flow.arcs
    served = np.bincount(net.owner[arcs], minlength=len(net.places))
    used = np.bincount(net.slot_quota[net.slot[arcs]], minlength=len(net.room))
    assert served.tolist() == flow.state.served.tolist()
    assert used.tolist() == flow.state.used.tolist()
    return bool((served <= net.places).all() and (used <= net.room).all())


def proof(flow: Flow) -> None:
    """No residual arc has a negative reduced cost: optimal, without asking anybody else."""
    net, f = flow.network, flow.state
    on = np.zeros(len(net.slot), dtype=np.bool_)
    on[flow.arcs] = True
    reduced = net.cost + f.order_at[net.owner] - f.slot_at[net.slot]
    assert (reduced[~on] >= 0).all()
    assert (reduced[on] <= 0).all()
    quota, filled = f.quota_at[net.slot_quota], f.taken >= 0
    assert (f.slot_at[~filled] >= quota[~filled]).all()
    assert (f.slot_at[filled] <= quota[filled]).all()
    last = net.step * f.used + f.quota_at
    assert (last[f.used < net.room] >= 0).all()
    assert (last[f.used > 0] <= net.step).all()
    give_up = net.penalty + f.order_at
    assert (give_up[f.served > 0] >= 0).all()
    assert (give_up[f.served < net.places] <= 0).all()
