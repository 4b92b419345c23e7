"""`manage.py migrate`: the short way to the same tables."""

from django.core.management import get_commands
from django.db import models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ModelState, ProjectState

from nexus.config.management.commands.migrate import new_models_rendered_alone

SHELF = ModelState("shop", "Shelf", [("id", models.AutoField(primary_key=True))])
BOOK = ModelState(
    "shop",
    "Book",
    [("id", models.AutoField(primary_key=True)), ("shelf", models.ForeignKey("shop.Shelf", models.CASCADE))],
)


def known(state: ProjectState) -> dict[str, list[str]]:
    """What every model of a state knows of itself and of others."""
    return {
        model._meta.label: sorted(
            f"{field.name} {type(field).__name__} {field.is_relation and field.related_model._meta.label}"
            for field in model._meta.get_fields(include_hidden=True)
        )
        for model in state.apps.get_models(include_auto_created=True)
    }


def with_a_shelf() -> ProjectState:
    state = ProjectState()
    assert not state.apps.get_models()  # a registry that grows, as while migrating
    state.add_model(SHELF.clone())
    return state


def test_a_state_that_grew_model_by_model_knows_what_one_knows_that_was_rendered_whole():
    loader = MigrationLoader(None)
    grown = ProjectState(real_apps=loader.unmigrated_apps)
    assert grown.apps
    with new_models_rendered_alone():
        for key in loader.graph._generate_plan(loader.graph.leaf_nodes(), at_end=True):
            loader.graph.nodes[key].mutate_state(grown, preserve=False)

    whole = ProjectState(models=grown.models, real_apps=grown.real_apps)

    assert len(known(whole)) > 100
    assert known(grown) == known(whole)


def test_a_new_model_is_known_to_those_it_names_without_new_classes():
    with new_models_rendered_alone():
        state = with_a_shelf()
        shelf = state.apps.get_model("shop.Shelf")
        state.add_model(BOOK.clone())

    assert state.apps.get_model("shop.Shelf") is shelf
    assert [relation.related_model._meta.label for relation in shelf._meta.related_objects] == ["shop.Book"]


def test_on_the_way_back_each_state_keeps_to_what_it_knew():
    with new_models_rendered_alone():
        before = with_a_shelf()
        after = before.clone()
        after.add_model(BOOK.clone())

    assert known(after)["shop.Shelf"] == ["book ManyToOneRel shop.Book", "id AutoField False"]
    assert known(before)["shop.Shelf"] == ["id AutoField False"]


def test_it_is_what_migrate_means_here():
    assert get_commands()["migrate"] == "nexus.config"
