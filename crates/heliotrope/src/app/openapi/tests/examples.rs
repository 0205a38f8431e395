//! The examples of docs/api are run, in their order, and their answers held
//! against what the desk says. Each page has a desk of its own with one case.

use std::path::Path;

use axum::body::Body;
use axum::http::Method;
use serde_json::Value;

use crate::testing::{Browser, Reply, TestDesk};
use crate::web::Role;

/// The code blocks of a page with their language.
fn blocks(text: &str) -> Vec<(&str, &str)> {
    let mut blocks = Vec::new();
    let mut parts = text.split("```").skip(1);
    while let (Some(block), _) = (parts.next(), parts.next()) {
        blocks.push(block.split_once('\n').unwrap());
    }
    blocks
}

/// The words of a command, as a shell would part them.
fn words(command: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut quote = None;
    for c in command.replace("\\\n", " ").chars() {
        match (quote, c) {
            (None, '\'' | '"') => quote = Some(c),
            (Some(q), c) if c == q => quote = None,
            (None, c) if c.is_whitespace() => words.push(String::new()),
            (_, c) => words.last_mut().unwrap().push(c),
        }
    }
    words.retain(|w| !w.is_empty());
    words
}

/// Sends what a curl command would send.
async fn run(robin: &Browser, command: &str) -> Reply {
    let words = words(command);
    assert_eq!(words[0], "curl", "{command}");
    let (mut method, mut path, mut body) = (Method::GET, String::new(), String::new());
    let mut headers = Vec::new();
    let mut rest = words[1..].iter();
    while let Some(word) = rest.next() {
        match word.as_str() {
            "-X" => method = rest.next().unwrap().parse().unwrap(),
            "-H" => headers.push(rest.next().unwrap().split_once(": ").unwrap()),
            "-d" => {
                (method, body) = (
                    if method == Method::GET {
                        Method::POST
                    } else {
                        method
                    },
                    rest.next().unwrap().clone(),
                )
            }
            url => {
                path = url
                    .strip_prefix("$DESK")
                    .unwrap_or_else(|| panic!("{url} in {command}"))
                    .to_owned()
            }
        }
    }
    let signed = [
        ("Authorization", "Bearer $TOKEN"),
        ("Authorization", "Bearer $LEAD"),
    ];
    assert!(signed.iter().any(|one| headers.contains(one)), "{command}");
    let mut request = robin.request(method, &path);
    for (name, value) in headers
        .into_iter()
        .filter(|(name, _)| *name != "Authorization")
    {
        request = request.header(name, value);
    }
    robin.send(request, Body::from(body)).await
}

/// Everything the page shows is in the answer; `…` stands for anything.
fn shown(page: &Value, answer: &Value, at: &str) {
    match (page, answer) {
        (Value::String(any), _) if any == "…" => {}
        (Value::Object(page), Value::Object(answer)) => {
            for (name, value) in page {
                let there = answer
                    .get(name)
                    .unwrap_or_else(|| panic!("{at}/{name} is not in the answer {answer:?}"));
                shown(value, there, &format!("{at}/{name}"));
            }
        }
        (Value::Array(page), Value::Array(answer)) => {
            assert_eq!(page.len(), answer.len(), "{at}: {answer:?}");
            for (i, (page, answer)) in page.iter().zip(answer).enumerate() {
                shown(page, answer, &format!("{at}[{i}]"));
            }
        }
        (page, answer) => assert_eq!(page, answer, "{at}"),
    }
}

#[tokio::test]
async fn every_example_of_the_documents_answers_as_written() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/api");
    let mut run_at_all = 0;
    for entry in std::fs::read_dir(&folder).unwrap() {
        let path = entry.unwrap().path();
        let page = path.file_name().unwrap().to_string_lossy().into_owned();
        let text = std::fs::read_to_string(&path).unwrap();
        let desk = TestDesk::at("2026-03-05T11:00:00Z").await;
        let robin = desk.program().await;
        desk.case("Ines", "Where is my book?").await;
        // A page that needs a lead says so by the name of its token.
        let lead = match text.contains("$LEAD") {
            true => {
                let jo = desk.agent("Jo", Role::Lead).await;
                Some(desk.program_of(jo).await)
            }
            false => None,
        };
        let blocks = blocks(&text);
        assert!(
            blocks.len() >= 2 && blocks.len().is_multiple_of(2),
            "{page}: each command has its answer"
        );
        for pair in blocks.chunks(2) {
            let [("sh", command), ("json", answer)] = pair else {
                panic!("{page}: {pair:?}")
            };
            let by = lead.as_ref().filter(|_| command.contains("$LEAD"));
            let reply = run(by.unwrap_or(&robin), command.trim()).await;
            let written: Value =
                serde_json::from_str(answer).unwrap_or_else(|e| panic!("{page}: {e}: {answer}"));
            shown(&written, &reply.value(), &page);
            run_at_all += 1;
        }
    }
    assert!(run_at_all > 20, "{run_at_all}");
}
