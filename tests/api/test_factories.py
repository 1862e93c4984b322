import pytest

from certificates.services import issue_certificate
from people.models import Role
from tests import factories


@pytest.mark.django_db
def test_the_shared_factories_walk_the_road() -> None:
    places = factories.make_territory()
    run = factories.make_run()
    factories.make_rule(run)
    learner = factories.make_learner(unit=places.tan_trao)

    completion = factories.complete_online(factories.make_enrollment(run=run, learner=learner))
    certificate = issue_certificate(completion=completion, by=None)

    assert completion.unit == places.tan_trao
    assert certificate.statement["holder_name"] == "Nguyễn Thị Hòa"


@pytest.mark.django_db
def test_a_class_completes_those_on_its_list() -> None:
    places = factories.make_territory()
    run = factories.make_run()
    manager = factories.make_viewer(Role.TRAINING_MANAGER, places.tuyen_quang)

    report = factories.make_class(
        run=run, unit=places.tan_trao, attendees="Lý Văn Páo, 0912345678\nGiàng Thị Mỷ", by=manager
    )

    assert [row.mode for row in report.completions] == ["in_person", "in_person"]
