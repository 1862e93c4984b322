"""QTI 2.x and 3.0 differ in names: 3.0 writes `qti-choice-interaction` for `choiceInteraction`.

One tree of 2.1 names is read and written here; 3.0 is the same tree by other names. Sources: IMS
QTI 2.1 and 1EdTech QTI 3.0 information models.
"""

import re

from lxml import etree

from common.xml import Element, local_name

NAMESPACES = {
    "2.1": "http://www.imsglobal.org/xsd/imsqti_v2p1",
    "3.0": "http://www.imsglobal.org/xsd/imsqtiasi_v3p0",
}
# Names of QTI itself; everything else in an item is HTML and has the same name in both.
_OWN = {
    "assessmentItem", "responseDeclaration", "outcomeDeclaration", "correctResponse", "mapping",
    "mapEntry", "value", "itemBody", "prompt", "choiceInteraction", "simpleChoice",
    "orderInteraction", "matchInteraction", "simpleMatchSet", "simpleAssociableChoice",
    "textEntryInteraction", "extendedTextInteraction", "inlineChoiceInteraction", "inlineChoice",
    "gapMatchInteraction", "gapText", "gapImg", "gap", "graphicGapMatchInteraction",
    "associableHotspot", "associateInteraction", "hotspotInteraction", "hotspotChoice",
    "selectPointInteraction", "graphicOrderInteraction", "graphicAssociateInteraction",
    "positionObjectInteraction", "sliderInteraction", "mediaInteraction", "drawingInteraction",
    "uploadInteraction", "hottextInteraction", "hottext", "customInteraction",
    "portableCustomInteraction", "endAttemptInteraction", "feedbackInline", "feedbackBlock",
    "modalFeedback", "rubricBlock", "responseProcessing", "defaultValue", "areaMapping",
    "areaMapEntry", "contentBody", "stylesheet", "templateDeclaration", "assessmentStimulusRef",
}  # fmt: skip


def _kebab(name: str) -> str:
    return re.sub(r"(?<!^)([A-Z])", lambda found: f"-{found[1].lower()}", name)


_TO_OLD = {f"qti-{_kebab(name)}": name for name in _OWN}
_PREFIXED = re.compile(r"qti-[a-z-]+")


def _camel(name: str) -> str:
    if name.startswith(("data-", "aria-")):
        return name
    return re.sub(r"-([a-z])", lambda found: found[1].upper(), name)


def normalise(element: Element) -> Element:
    """The same tree without namespaces, by the names of 2.1."""
    name = local_name(element)
    is_own = bool(_PREFIXED.fullmatch(name))
    plain = _TO_OLD.get(name) or (_camel(name.removeprefix("qti-")) if is_own else name)
    found = etree.Element(plain)
    for attribute, value in element.attrib.items():
        bare = etree.QName(attribute).localname
        found.set(_camel(bare) if is_own else bare, value)
    found.text, found.tail = element.text, element.tail
    for child in element:
        if isinstance(child.tag, str):
            found.append(normalise(child))
    return found


def rename(element: Element, version: str) -> Element:
    """The tree in the namespace and by the names of `version`."""
    name = local_name(element)
    is_own = name in _OWN
    new = f"qti-{_kebab(name)}" if is_own and version == "3.0" else name
    found = etree.Element(f"{{{NAMESPACES[version]}}}{new}", nsmap={None: NAMESPACES[version]})
    for attribute, value in element.attrib.items():
        found.set(_kebab(attribute) if is_own and version == "3.0" else attribute, value)
    found.text, found.tail = element.text, element.tail
    for child in element:
        found.append(rename(child, version))
    return found
