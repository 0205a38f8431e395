//! What a page of the desk does, a program does as well.

use super::none;
use super::sources::{Source, sources};

/// Deeds that only a page asks for, each with its reason.
const PAGES_ALONE: &[(&str, &str)] = &[
    // The same deed has another shape there.
    ("ask_for_change", "a change is added with the state `asked`"),
    ("meant", "the API says which cause by its id"),
    ("step", "PATCH of the plan brings all its steps"),
    ("tag", "PATCH of the case brings all its tags"),
    ("untag", "PATCH of the case brings all its tags"),
    // A help for whoever types in a box of the page.
    (
        "offers",
        "chips beside the draft; the API says what is promised",
    ),
    ("said_in", "which sentences the accepted chips stand for"),
    (
        "say_no_in_draft",
        "a no that waits in the draft; the API says it at once",
    ),
    (
        "until_words",
        "the sentence as the page puts it below the letter",
    ),
    // It only reads, and its answer stands in another one of the API.
    ("asked_of", "what the head of the list counts: causes/asked"),
    ("blank_no", "the empty form of a no"),
    ("changeable", "whether the page shows the form of a view"),
    ("duty_lead", "who looks first: a reply answers `waits_for`"),
    ("may_change", "whether the page shows the form of a view"),
    (
        "policy",
        "which margin the page draws: apologies/policies, cases/{n}/care",
    ),
    // The end of an account, which a person at a screen sees to.
    ("leave", "see settings/people"),
];

fn is_api(source: &Source) -> bool {
    source.path.ends_with("/api.rs") || source.path.contains("/api/")
}

/// Folders with pages for what the practices do. Accounts, mailboxes and what
/// goes for good are the business of a person at a screen.
const HEART: &[&str] = &[
    "apologies",
    "billing",
    "causes",
    "complaints",
    "filters",
    "goodwill",
    "hours",
    "inbox",
    "people",
    "promises",
    "teams",
    "tradeoffs",
    "wordlists",
];

fn is_page(source: &Source) -> bool {
    let page = source.path.ends_with("/pages.rs") || source.path.contains("/pages/");
    HEART.contains(&source.folder()) && !is_api(source) && (page || source.folder() == "inbox")
}

/// The deeds that these sources call.
fn called<'a>(sources: impl Iterator<Item = &'a Source>) -> Vec<String> {
    let mut names = Vec::new();
    for source in sources.filter(|source| !source.is_test()) {
        let code = source.without_comments();
        for (_, rest) in code
            .match_indices("deeds::")
            .map(|(at, found)| code.split_at(at + found.len()))
        {
            let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_');
            let (name, after) = rest.split_at(end.unwrap_or(rest.len()));
            if after.starts_with('(') && !names.iter().any(|known| known == name) {
                names.push(name.to_owned());
            }
        }
    }
    names.sort_unstable();
    names
}

#[test]
fn a_deed_of_a_page_has_a_door_in_the_api() {
    let sources = sources();
    let pages = called(sources.iter().filter(|source| is_page(source)));
    let api = called(sources.iter().filter(|source| is_api(source)));
    assert!(
        pages.len() > 60 && api.len() > 60,
        "{} and {}",
        pages.len(),
        api.len()
    );
    let alone = |name: &String| PAGES_ALONE.iter().any(|(known, _)| known == name);
    let mut wrong: Vec<String> = pages
        .iter()
        .filter(|name| !api.contains(name) && !alone(name))
        .map(|name| format!("deeds::{name} is called by a page and by no API"))
        .collect();
    let stale = PAGES_ALONE
        .iter()
        .filter(|(name, _)| api.iter().any(|it| it == name) || !pages.iter().any(|it| it == name));
    wrong.extend(stale.map(|(name, _)| format!("{name} is not for pages alone any more")));
    none(&wrong);
}
