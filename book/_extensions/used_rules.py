"""Leave out of a style sheet what no page can use."""

import re

import tinycss2

GROUPS = {"media", "supports", "layer", "container"}
MENTIONED = re.compile(r"var\(\s*(--[\w-]+)")


def used_rules(css, words):
    """Return ``css`` without the rules, properties and fonts that pages do not use.

    ``words``: everything that a class, an id or an element of a page may be called. A rule stays
    when it may apply: when each of those that its selector asks for is among the words.
    """
    rules = tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True)
    kept = "".join(_rule(rule, words) for rule in rules)
    while (fewer := _without_unmentioned(kept, words)) != kept:
        kept = fewer
    return kept


def _rule(rule, words):
    if rule.type == "error":
        raise ValueError(f"line {rule.source_line} of a style sheet: {rule.message}")
    prelude, content = _text(rule.prelude), _text(rule.content or ())
    if rule.type == "at-rule":
        if rule.at_keyword == "charset":
            return ""
        if rule.content is None:
            return f"@{rule.at_keyword}{prelude};"
        if rule.at_keyword in GROUPS:
            inner = tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True)
            content = "".join(_rule(each, words) for each in inner)
        return f"@{rule.at_keyword} {prelude}{{{content}}}\n" if content else ""
    selectors = [part for part in _split(rule.prelude, ",") if _asks_for(part) <= words]
    return f"{','.join(map(_text, selectors))}{{{content}}}\n" if selectors and content else ""


def _asks_for(selector):
    """Return the classes, ids and elements that a selector names, outside of brackets."""
    names, before = set(), ""
    for token in selector:
        if token.type == "hash":
            names.add(token.value)
        elif token.type == "ident" and before != ":":
            names.add(token.value if before == "." else token.lower_value)
        before = token.value if token.type == "literal" else ""
    return names


def _without_unmentioned(css, words):
    """Return ``css`` without the properties, fonts and movements that no rule names."""
    mentioned = set(MENTIONED.findall(css)) | words
    rules = tinycss2.parse_stylesheet(css, skip_whitespace=True)
    others = "".join(_fewer(rule, mentioned) for rule in rules if not _name(rule))
    named = (rule for rule in rules if _name(rule) and _name(rule) in others)
    return "".join(rule.serialize() + "\n" for rule in named) + others


def _fewer(rule, mentioned):
    if rule.type == "at-rule":
        if rule.at_keyword not in GROUPS:
            return rule.serialize() + "\n"
        inner = tinycss2.parse_rule_list(rule.content, skip_whitespace=True)
        content = "".join(_fewer(each, mentioned) for each in inner)
        head = f"@{rule.at_keyword} {_text(rule.prelude)}"
    else:
        declarations = [_text(each) for each in _split(rule.content, ";")]
        kept = [each for each in declarations if each and _is_read(each, mentioned)]
        head, content = _text(rule.prelude), ";".join(kept)
    return f"{head}{{{content}}}\n" if content else ""


def _is_read(declaration, mentioned):
    return not declaration.startswith("--") or declaration.partition(":")[0].strip() in mentioned


def _name(rule):
    """Return what a font or a movement is called; nothing for other rules."""
    keyword = rule.type == "at-rule" and rule.at_keyword
    if keyword == "font-face":
        family = re.search(r"font-family:([^;]+)", _text(rule.content)).group(1)
        return family.replace("\\", "").strip(" \"'")
    return _text(rule.prelude) if keyword and keyword.endswith("keyframes") else None


def _split(tokens, sign):
    parts = [[]]
    for token in tokens:
        if token.type == "literal" and token.value == sign:
            parts.append([])
        else:
            parts[-1].append(token)
    return parts


def _text(tokens):
    """Return CSS without comments and needless room."""
    text = ""
    for token in tokens:
        if token.type == "whitespace":
            text += "" if text.endswith((" ", ",", ";")) else " "
        elif token.type == "literal" and token.value in ",;":
            text = text.rstrip() + token.value
        elif token.type != "comment":
            text += token.serialize()
    return text.strip()
