//! Every key there is. The sheet that `?` opens, the page `/keys` and
//! `docs/keys.md` are drawn from it, and the scripts do what its rows say.

/// One key: what is pressed, what the script does, to what, the catalogue's
/// words of other desks by which the palette finds it too, and its own words.
/// One that does nothing here is handled by the part of the page it acts in.
pub(in crate::web) struct Key {
    pub keys: &'static str,
    pub does: &'static str,
    pub to: &'static str,
    pub also: &'static str,
    pub label: &'static str,
}

const fn key(
    keys: &'static str,
    does: &'static str,
    to: &'static str,
    also: &'static str,
    label: &'static str,
) -> Key {
    Key {
        keys,
        does,
        to,
        also,
        label,
    }
}

/// Where only those who lead may go.
pub(super) const LEAD: &str = "/lead";
const UNTIL: &str = "/until";

const ANYWHERE: [Key; 17] = [
    key("?", "open", "#keys", "web-also-keys", "web-key-keys"),
    key("/", "go", "/search", "web-also-search", "web-key-search"),
    key("mod+k", "palette", "", "", "web-key-palette"),
    key("g t", "go", "/today", "web-also-today", "web-key-today"),
    key("g m", "go", "/mine", "", "web-key-mine"),
    key("g f", "go", "/free", "web-also-free", "web-key-free"),
    key(
        "g w",
        "go",
        "/waiting",
        "web-also-waiting",
        "web-key-waiting",
    ),
    key("g l", "go", "/later", "web-also-later", "web-key-later"),
    key(
        "g n",
        "go",
        "/notices",
        "web-also-notices",
        "web-key-notices",
    ),
    key("g v", "go", "/views", "web-also-views", "web-key-views"),
    key(
        "g o",
        "go",
        "/tradeoffs",
        "web-also-tradeoffs",
        "web-key-tradeoffs",
    ),
    key("g u", "go", UNTIL, "web-also-until", "web-key-until"),
    key("g k", "go", LEAD, "web-also-lead", "web-key-lead"),
    key(
        "g s",
        "go",
        "/settings",
        "web-also-settings",
        "web-key-settings",
    ),
    key("F6", "pane", "", "", "web-key-pane"),
    key("Escape", "out", "", "", "web-key-out"),
    key(
        "z",
        "press",
        "#undo button",
        "web-also-undo",
        "web-key-undo",
    ),
];

const LIST: [Key; 9] = [
    key("j|ArrowDown", "next", "", "", "web-key-next"),
    key("k|ArrowUp", "previous", "", "", "web-key-previous"),
    key("Enter", "follow", "", "", "web-key-open"),
    key(
        "x",
        "press",
        "#rows li:focus-within > .pick input, li.choice:focus-within input[type=checkbox]",
        "",
        "web-key-choose",
    ),
    key("X", "choose-to", "", "", "web-key-choose-to"),
    key("b", "press", "#bulk", "web-also-bulk", "web-key-bulk"),
    key(
        "y",
        "press",
        "li:focus-within .keep-it, #main:not(:has(li:focus-within)) .btns > form > .keep-it.primary",
        "",
        "web-key-keep",
    ),
    key(
        "n",
        "unfold",
        "li:focus-within .say-no",
        "",
        "web-key-say-no",
    ),
    key(
        "#",
        "press",
        "li:focus-within .let-go, #main:not(:has(li:focus-within)) .let-go",
        "web-also-let-go",
        "web-key-let-go",
    ),
];

const CASE: [Key; 19] = [
    key("r", "write", "#reply", "web-also-reply", "web-key-reply"),
    key("n", "write", "#note", "web-also-note", "web-key-note"),
    key("C", "write", "#call", "web-also-call", "web-key-call"),
    key("i", "press", "#take", "web-also-take", "web-key-take"),
    key(
        "a",
        "unfold",
        "#assign",
        "web-also-assign",
        "web-key-assign",
    ),
    key(
        "d",
        "press",
        "#panel-needs li:focus-within .say-no, #panel-needs:not(:has(li:focus-within)) li.open .say-no",
        "web-also-no",
        "web-key-no",
    ),
    key("e", "press", "#close", "web-also-close", "web-key-close"),
    key(
        "h",
        "unfold",
        "#later",
        "web-also-put-off",
        "web-key-put-off",
    ),
    key("t", "unfold", "#tags", "web-also-tag", "web-key-tag"),
    key(
        "u",
        "write",
        "#next-word",
        "web-also-next-word",
        "web-key-next-word",
    ),
    key("s", "press", "#holding-send", "", "web-key-holding"),
    key("y", "press", "#proposal-send", "", "web-key-proposal"),
    key("p", "unfold", "#plan", "", "web-key-plan"),
    key(
        "G",
        "press",
        "a#give",
        "web-also-goodwill",
        "web-key-goodwill",
    ),
    key("M", "unfold", "#merge", "web-also-merge", "web-key-merge"),
    key("S", "press", "#split", "web-also-split", "web-key-split"),
    key("F", "press", "#follow", "web-also-follow", "web-key-follow"),
    key("w", "needs", "", "web-also-needs", "web-key-needs"),
    key("mod+Space", "accept", "", "", "web-key-accept"),
];

/// They act while the focus is in the needs.
const NEEDS: [Key; 4] = [
    key("n", "need", "new", "", "web-key-need-new"),
    key("m", "need", "met", "", "web-key-need-met"),
    key("x", "need", "withdrawn", "", "web-key-need-withdrawn"),
    key(
        "1|2|3|4|5|6|7|8|9",
        "need",
        "met",
        "",
        "web-key-need-number",
    ),
];

/// They act where a question, a margin or a list of its own has opened.
const fn there(keys: &'static str, label: &'static str) -> Key {
    key(keys, "", "", "", label)
}

const GATE: [Key; 11] = [
    there("Enter", "web-key-gate-first"),
    there("1|2|3|4|5|6|7|8|9", "web-key-need-number"),
    there("m", "web-key-gate-met"),
    there("b", "web-key-gate-brief"),
    there("p", "web-key-gate-phone"),
    there("l", "web-key-gate-others"),
    there("o", "web-key-gate-nothing"),
    there("u", "web-key-gate-unreachable"),
    there("s", "web-key-gate-spam"),
    there("d", "web-key-no"),
    there("w", "web-key-gate-promise"),
];

const APOLOGY: [Key; 5] = [
    there("o", "web-key-fault-ours"),
    there("s", "web-key-fault-shared"),
    there("n", "web-key-fault-not-ours"),
    there("u", "web-key-fault-unknown"),
    there("Enter", "web-key-cause"),
];

const OPENED: [Key; 4] = [
    there("ArrowDown", "web-key-next"),
    there("ArrowUp", "web-key-previous"),
    there("Enter", "web-key-pick"),
    there("Escape", "web-key-away"),
];

const WRITING: [Key; 7] = [
    key("mod+Enter", "send", "", "", "web-key-send"),
    key(
        "mod+shift+Enter",
        "send-close",
        "",
        "",
        "web-key-send-close",
    ),
    there("/", "web-key-slash"),
    there("/1|/2|/3|/4|/5|/6", "web-key-part"),
    there("Tab", "web-key-tab"),
    there("Escape", "web-key-drop"),
    there("Escape Escape", "web-key-mute"),
];

/// Keys that act in one place, under its name.
pub(in crate::web) struct Group {
    pub title: &'static str,
    /// They act only while the focus is in here.
    pub within: Option<&'static str>,
    pub keys: &'static [Key],
}

const fn group(title: &'static str, keys: &'static [Key]) -> Group {
    Group {
        title,
        within: None,
        keys,
    }
}

pub(in crate::web) const GROUPS: [Group; 8] = [
    group("web-keys-anywhere", &ANYWHERE),
    group("web-keys-list", &LIST),
    group("web-keys-case", &CASE),
    Group {
        title: "web-keys-needs",
        within: Some("#panel-needs"),
        keys: &NEEDS,
    },
    group("web-keys-writing", &WRITING),
    group("web-keys-gate", &GATE),
    group("web-keys-apology", &APOLOGY),
    group("web-keys-opened", &OPENED),
];
