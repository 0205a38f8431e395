//! What stands in an address and cannot be read is answered as everything else
//! is: as a page or as problem+json, in the reader's words.

use std::collections::BTreeSet;

use axum::http::{Method, header};
use axum::response::Response;

use super::{Source, none, product_sources};
use crate::team::Role;
use crate::testing::{Browser, TestDesk};

const STRANGE: [&str; 6] = ["abc", "-1", "99999999999999999999", "%zz", "%ff", "true"];

/// `web` has its own, which refuse in words: `Asked`, `Named`, `Form`, `Pieces`,
/// `Given`. What cannot refuse (`RawQuery`) may be used as it is.
#[test]
fn no_folder_reads_a_request_with_the_words_of_the_library() {
    let foreign = [
        "Query",
        "Path",
        "Form",
        "Multipart",
        "RawPathParams",
        "RawForm",
    ];
    let mut wrong = Vec::new();
    for source in product_sources() {
        if ["web", "arrows", "testing"].contains(&source.folder()) {
            continue;
        }
        let code = source.product();
        for (at, _) in code.match_indices("extract::") {
            let rest = &code[at + "extract::".len()..];
            let list = rest.split([';', '}']).next().unwrap_or_default();
            let mut names = list.split(|c: char| !c.is_alphanumeric());
            if let Some(name) = names.find(|name| foreign.contains(name)) {
                wrong.push(format!("{}: {name} of the library", source.path));
            }
        }
        if code.contains("): Json<") {
            wrong.push(format!(
                "{}: reads a body with Json of the library",
                source.path
            ));
        }
    }
    none(&wrong);
}

/// Every name that any page or program may put behind a question mark.
fn names() -> BTreeSet<String> {
    let sources: Vec<Source> = product_sources();
    let mut names = BTreeSet::new();
    for source in sources
        .iter()
        .filter(|s| s.path != "web/given.rs" && s.folder() != "arrows")
    {
        for (at, _) in source.text.match_indices("Asked<") {
            let shape = &source.text[at + "Asked<".len()..];
            let shape = shape.split(['>', '<']).next().unwrap_or_default();
            let fields = |s: &Source| fields_of(&s.text, shape);
            let beside = sources.iter().filter(|s| s.folder() == source.folder());
            let found = fields(source).or_else(|| beside.clone().find_map(fields));
            let found = found.unwrap_or_else(|| panic!("{}: no struct {shape}", source.path));
            names.extend(found);
        }
    }
    assert!(names.len() > 15 && names.contains("cursor"), "{names:?}");
    names
}

fn fields_of(text: &str, shape: &str) -> Option<Vec<String>> {
    let (_, body) = text.split_once(&format!("struct {shape} {{\n"))?;
    let mut renamed = None;
    let mut fields = Vec::new();
    for line in body.lines().take_while(|line| *line != "}") {
        let line = line.trim();
        if let Some((_, name)) = line.split_once("rename = \"") {
            renamed = name.split('"').next().map(str::to_owned);
        }
        let Some((name, _)) = line
            .split_once(": ")
            .filter(|_| !line.starts_with(['/', '#']))
        else {
            continue;
        };
        let name = name.rsplit(' ').next().unwrap_or_default().to_owned();
        fields.push(renamed.take().unwrap_or(name));
    }
    Some(fields)
}

/// What is wrong with an answer, if anything.
async fn unworded(answer: Response) -> Option<String> {
    let status = answer.status();
    if status.is_success() || status.is_redirection() {
        return None;
    }
    let kind = answer.headers().get(header::CONTENT_TYPE);
    let kind = kind
        .and_then(|v| v.to_str().ok())
        .unwrap_or_default()
        .to_owned();
    let body = axum::body::to_bytes(answer.into_body(), usize::MAX)
        .await
        .unwrap();
    let body = String::from_utf8_lossy(&body);
    let worded = match kind.split(';').next().unwrap_or_default() {
        "application/problem+json" => body.contains("\"detail\":\""),
        "text/html" => body.contains("<h1"),
        _ => false,
    };
    let library = body.contains("Failed to deserialize") || body.contains("Invalid URL");
    (status.is_server_error() || !worded || library).then(|| {
        format!(
            "{status} {kind}: {}",
            body.chars().take(120).collect::<String>()
        )
    })
}

async fn ask(browser: &Browser, method: &Method, path: &str, wrong: &mut Vec<String>) {
    let answer = browser.answer(method.clone(), path).await;
    if let Some(said) = unworded(answer).await {
        wrong.push(format!("{method} {path} answers {said}"));
    }
}

fn filled(pattern: &str, with: &str) -> String {
    let mut path = pattern.to_owned();
    while let (Some(open), Some(close)) = (path.find('{'), path.find('}')) {
        path.replace_range(open..=close, with);
    }
    path
}

#[tokio::test]
async fn an_address_that_cannot_be_read_is_answered_in_words() {
    let desk = TestDesk::at("2026-03-05T11:00:00Z").await.into_demo();
    let priya = desk.sign_in("Priya", Role::Admin).await;
    desk.case("Ines", "the download link I paid for").await;
    let names = names();
    let mut wrong = Vec::new();
    let (mut asked, mut refused) = (0, 0);
    for (method, path, _) in crate::app::routes().table() {
        if path.contains('{') {
            for strange in STRANGE {
                ask(&priya, method, &filled(path, strange), &mut wrong).await;
            }
        }
        if *method != Method::GET {
            continue;
        }
        let path = filled(path, "1");
        for name in &names {
            for strange in &STRANGE[..2] {
                let path = format!("{path}?{name}={strange}");
                let answer = priya.answer(Method::GET, &path).await;
                asked += 1;
                refused += i64::from(answer.status().as_u16() == 422);
                if let Some(said) = unworded(answer).await {
                    wrong.push(format!("GET {path} answers {said}"));
                }
            }
        }
        for strange in STRANGE {
            let all: Vec<_> = names.iter().map(|n| format!("{n}={strange}")).collect();
            ask(
                &priya,
                &Method::GET,
                &format!("{path}?{}", all.join("&")),
                &mut wrong,
            )
            .await;
        }
    }
    none(&wrong);
    assert!(
        asked > 2_000 && refused > 50,
        "{asked} asked, {refused} refused"
    );
}

#[tokio::test]
async fn a_person_reads_what_of_an_address_is_not_understood() {
    let desk = TestDesk::at("2026-03-05T11:00:00Z").await;
    let maya = desk.sign_in("Maya", Role::Agent).await;
    let program = desk.program_of(maya.agent.unwrap()).await;
    let said = "“sent” in the address of this page has to be a whole number. \
                Correct it, or go back and open the page anew.";
    let page = maya.get("/today?sent=abc").await;
    assert_eq!(page.status, "422 Unprocessable Entity");
    assert!(page.words().contains(said), "{}", page.words());
    let other = "“in” in the address of this page says something that is not known here.";
    assert!(maya.get("/today?in=nowhere").await.words().contains(other));
    let german = desk.visitor().speaking("de").get("/c/abc?lang=de").await;
    assert_eq!(german.status, "404 Not Found", "{}", german.words());
    for path in ["/cases/abc", "/cases/%ff", "/cases/99999999999999999999"] {
        let page = maya.get(path).await;
        assert_eq!(page.status, "404 Not Found");
        assert!(page.words().contains("There is no page at this address."));
    }
    let json = program.get("/api/v1/cases?limit=abc").await;
    assert_eq!(json.value()["detail"], "“limit” has to be a whole number.");
    assert_eq!(json.value()["field"], "limit");
}
