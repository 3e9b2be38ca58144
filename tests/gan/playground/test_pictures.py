"""Frames and films: what they are made of, where they go, and what is refused."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from gan import DCGAN
from gan._playground import film as filming
from gan._playground import live as windows
from gan._playground import truth
from gan._playground.frame import SIZE
from gan._playground.plane import is_logit
from gan.objectives import hinge, minimax
from gan.playground import WGAN_GP, arrows, draw, film, live, play, ring

SMALL = {"iterations": 2, "batch": 8, "looks": 1}


@pytest.fixture(scope="module", autouse=True)
def few_real_points():
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(truth, "TRANSPORTED", 20)
        patched.setattr(truth, "NULLS", 3)
        yield


@pytest.fixture(scope="module")
def scenes():
    return list(play(ring, **SMALL))


def axes_of(scene):
    plane, latent, losses, w1, js, *_ = draw(scene).axes
    return {"plane": plane, "latent": latent, "losses": losses, "w1": w1, "js": js}


def arrows_on(plane):
    """The arrows by their colour: tails and directions."""
    found = [one for one in plane.collections if hasattr(one, "U")]
    return [(one.get_offsets(), np.stack([one.U, one.V], axis=1)) for one in found]


def test_the_heat_map_is_d_for_logits_and_else_the_critic(scenes):
    logits = replace(scenes[1], method=DCGAN)
    low, high = axes_of(logits)["plane"].images[0].get_clim()
    assert (low, high) == (0, 1)
    heights = axes_of(logits)["plane"].images[0].get_array()
    critic = axes_of(scenes[1])["plane"].images[0].get_array()
    np.testing.assert_allclose(heights, 1 / (1 + np.exp(-critic)), rtol=1e-6)


@pytest.mark.parametrize(
    ("method", "logit"),
    [
        (DCGAN, True),
        (WGAN_GP, False),
        (replace(WGAN_GP, objective=minimax), True),
        (replace(WGAN_GP, objective=hinge), False),
    ],
)
def test_scores_are_logits_with_the_losses_of_the_original_gan(method, logit):
    assert is_logit(method) is logit


def test_real_and_generated_points_are_shown(scenes):
    real, fake = axes_of(scenes[1])["plane"].collections[:2]
    np.testing.assert_array_equal(real.get_offsets(), scenes[1].truth.real[:400])
    z = torch.randn(4096, 2, generator=torch.Generator().manual_seed(0))
    np.testing.assert_allclose(fake.get_offsets(), scenes[1].generate(z)[:400])


def test_three_kinds_of_arrows_are_told_apart_and_drawn_to_one_scale(scenes):
    plane = axes_of(scenes[1])["plane"]
    drawn = arrows_on(plane)
    assert len(drawn) == 3
    colours = {tuple(one.get_facecolor()[0]) for one in plane.collections if hasattr(one, "U")}
    assert len(colours) == 3
    names = [text.get_text() for text in plane.get_legend().get_texts()]
    assert names[:2] == ["real", "generated"]
    assert [name.partition(" ")[0] for name in names[2:]] == ["gradient", "down", "down"]
    middle, one_side, other = (tails for tails, _ in drawn)
    np.testing.assert_allclose((one_side + other) / 2, middle)  # side by side
    assert np.abs(one_side - middle).max() > 0.01
    z = torch.randn(4096, 2, generator=torch.Generator().manual_seed(0))
    found = arrows(scenes[1].critic, scenes[1].generate(z)[: len(middle)].float())
    fields = [one.double().numpy() for one in (found.critic, found.minimax, found.nonsaturating)]
    scale = np.abs(drawn[0][1]).max() / np.abs(fields[0]).max()
    for (_, directions), field in zip(drawn, fields, strict=True):
        np.testing.assert_allclose(directions, scale * field, rtol=1e-5, atol=1e-8)


class Sum(torch.nn.Linear):
    def forward(self, x):
        return super().forward(x).squeeze(1)


def test_a_flat_critic_has_no_arrows(scenes):
    flat = Sum(2, 1)
    torch.nn.init.zeros_(flat.weight)
    assert arrows_on(axes_of(replace(scenes[1], critic=flat))["plane"]) == []


def test_the_colours_tell_most_scores_apart(scenes):
    ascent = Sum(2, 1)
    torch.nn.init.constant_(ascent.weight, 1.0)
    torch.nn.init.zeros_(ascent.bias)
    low, high = axes_of(replace(scenes[1], critic=ascent))["plane"].images[0].get_clim()
    seen = axes_of(scenes[1])["plane"].collections[:2]
    sums = np.concatenate([points.get_offsets().data.sum(axis=1) for points in seen])
    least, most = np.quantile(sums, [0.02, 0.98])
    assert high - low == pytest.approx(2 * (most - least), rel=1e-5)
    assert (high + low) / 2 == pytest.approx((most + least) / 2, rel=1e-4, abs=1e-6)


def test_a_training_that_has_failed_is_drawn(scenes):
    broken = replace(scenes[1], generator=torch.nn.Linear(2, 2), critic=Sum(2, 1), found=())
    torch.nn.init.constant_(broken.critic.weight, float("nan"))
    torch.nn.init.constant_(broken.generator.weight, float("nan"))
    assert arrows_on(axes_of(broken)["plane"]) == []
    assert axes_of(broken)["plane"].images[0].get_clim() == (-1e-6, 1e-6)


def test_the_latent_grid_is_drawn_where_the_generator_takes_it(scenes):
    identity = replace(scenes[1], generator=torch.nn.Linear(2, 2))
    torch.nn.init.eye_(identity.generator.weight)
    torch.nn.init.zeros_(identity.generator.bias)
    paths = [line.get_xydata() for line in axes_of(identity)["latent"].lines]
    assert len(paths) == 30
    upright = [path for path in paths if np.ptp(path[:, 0]) < 1e-6]
    assert len(upright) == 15
    shares = torch.special.ndtr(torch.tensor([path[0, 0] for path in upright]))
    np.testing.assert_allclose(shares, np.arange(1, 16) / 16, rtol=1e-5)


def test_the_losses_and_the_truth_are_those_of_the_scene(scenes):
    axes = axes_of(scenes[1])
    critic, generator = axes["losses"].lines
    assert list(critic.get_ydata()) == [event.critic_loss for event in scenes[1].events]
    assert list(generator.get_ydata()) == [event.generator_loss for event in scenes[1].events]
    for name in ("w1", "js"):
        null, curve = axes[name].lines
        assert list(curve.get_ydata()) == [getattr(found, name) for _, found in scenes[1].found]
        assert null.get_ydata()[0] == getattr(scenes[1].truth.usual(), name)


def test_a_figure_is_drawn_anew(scenes):
    figure = draw(scenes[0])
    count = len(figure.axes)
    assert draw(scenes[1], figure) is figure
    assert len(figure.axes) == count
    assert tuple(figure.get_size_inches()) == SIZE
    assert figure.get_suptitle() == "ring: step 2 of 2"


def filmed(scenes, folder):
    return list(film(scenes, folder))


def test_a_film_is_its_frames_and_a_gif_of_them(scenes, tmp_path, monkeypatch):
    from PIL import Image

    monkeypatch.setattr(filming.shutil, "which", lambda name: None)
    folder = tmp_path / "new" / "film"
    assert filmed(scenes, folder) == scenes
    assert sorted(one.name for one in folder.iterdir()) == ["0000.png", "0001.png", "film.gif"]
    with Image.open(folder / "film.gif") as gif, Image.open(folder / "0000.png") as png:
        assert gif.size == png.size == (960, 512)
        assert gif.n_frames >= 2
        assert gif.info["loop"] == 0


FFMPEG = """#!/bin/sh
for last; do :; done
[ "$BROKEN" ] && { echo "no such encoder" >&2; exit 1; }
{ echo "$@"; wc -c; } > "$last"
"""


@pytest.fixture
def ffmpeg(tmp_path, monkeypatch):
    """A program of that name which writes down what it is told and how many bytes it is given."""
    path = tmp_path / "bin" / "ffmpeg"
    path.parent.mkdir()
    path.write_text(FFMPEG)
    path.chmod(0o755)
    monkeypatch.setenv("PATH", f"{path.parent}:/usr/bin:/bin")
    return monkeypatch


def test_with_ffmpeg_there_is_a_film_of_the_same_pixels(scenes, tmp_path, ffmpeg):
    filmed(scenes, tmp_path / "film")
    told, count = (tmp_path / "film" / "film.mp4").read_text().splitlines()
    assert "-s 960x512 -r 6 -i - -pix_fmt yuv420p" in told
    assert int(count) == 960 * 512 * 3 * (2 + filming.LAST)


def test_what_ffmpeg_complains_of_is_said(scenes, tmp_path, ffmpeg):
    ffmpeg.setenv("BROKEN", "1")
    with pytest.raises(ValueError, match=r"film.mp4 \(no such encoder\); use film.gif"):
        filmed(scenes, tmp_path / "film")
    assert (tmp_path / "film" / "film.gif").is_file()


def test_an_older_film_is_not_written_over(scenes, tmp_path):
    (tmp_path / "0007.png").touch()
    with pytest.raises(ValueError, match=r"holds frames already, 0007.png to 0007.png; name"):
        filmed(scenes, tmp_path)


def test_a_place_that_is_no_folder_is_refused(scenes, tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(ValueError, match=r"file cannot be a folder .*; name another"):
        filmed(scenes, tmp_path / "file")


@pytest.mark.parametrize(
    ("platform", "environment", "found"),
    [
        ("linux", {}, False),
        ("linux", {"DISPLAY": ":0"}, True),
        ("linux", {"WAYLAND_DISPLAY": "wayland-0"}, True),
        ("darwin", {}, True),
    ],
)
def test_a_screen_is_what_the_environment_says(platform, environment, found, monkeypatch):
    monkeypatch.setattr(windows.sys, "platform", platform)
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert windows.has_screen() is found


def test_without_a_screen_a_window_is_refused(scenes, monkeypatch):
    monkeypatch.setattr(windows, "has_screen", lambda: False)
    with pytest.raises(ValueError, match="there is no screen to open a window on; use film"):
        list(live(scenes))


def test_each_scene_is_shown_until_the_window_is_closed(scenes, monkeypatch):
    """Without a screen: pyplot's window is one in memory, which is closed after the first."""
    from matplotlib import pyplot

    shown = []

    def pause(seconds):
        shown.append(pyplot.gcf().get_suptitle())

    monkeypatch.setattr(windows, "has_screen", lambda: True)
    monkeypatch.setattr("matplotlib.get_backend", lambda: "qtagg")
    monkeypatch.setattr(pyplot, "pause", pause)
    monkeypatch.setattr(pyplot, "show", lambda: shown.append("stays"))
    assert list(live(scenes)) == scenes
    assert shown == ["ring: step 0 of 2", "ring: step 2 of 2", "stays"]
    shown.clear()
    watching = live(scenes)
    next(watching)
    pyplot.close("all")
    assert list(watching) == []
    assert shown == ["ring: step 0 of 2"]
    pyplot.close("all")
