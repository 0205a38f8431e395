//! The document against the routes, and real answers against the document.

mod examples;
mod names;
mod once;

use std::collections::BTreeSet;
use std::sync::LazyLock;

use axum::http::Method;
use serde_json::{Value, json};

use super::document;
use crate::testing::{self, Reply};

fn written() -> &'static Value {
    static ONCE: LazyLock<Value> = LazyLock::new(|| serde_json::to_value(document()).unwrap());
    &ONCE
}

#[test]
fn the_document_and_the_routes_name_the_same_paths() {
    let document = written();
    let mut said = BTreeSet::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for method in item.as_object().unwrap().keys() {
            said.insert(format!("{} {path}", method.to_uppercase()));
        }
    }
    let routes = crate::app::routes();
    let api = routes
        .table()
        .iter()
        .filter(|(_, path, _)| path.starts_with("/api/"));
    let there: BTreeSet<String> = api
        .map(|(method, path, _)| format!("{method} {path}"))
        .collect();
    assert_eq!(said, there);
    assert!(there.len() > 10);
}

#[test]
fn the_document_is_one_that_programs_can_read() {
    let document = written();
    assert_eq!(document["openapi"], "3.1.0");
    assert_eq!(
        document["components"]["securitySchemes"]["bearer"]["scheme"],
        "bearer"
    );
    let mut names = BTreeSet::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let name = operation["operationId"].as_str().unwrap().to_owned();
            assert!(names.insert(name.clone()), "{name} stands twice");
            let named: BTreeSet<&str> = path
                .split('/')
                .filter_map(|p| p.strip_prefix('{')?.strip_suffix('}'))
                .collect();
            let parameters = operation["parameters"]
                .as_array()
                .cloned()
                .unwrap_or_default();
            let in_path = parameters
                .iter()
                .filter(|p| p["in"] == "path")
                .map(|p| p["name"].as_str().unwrap());
            assert_eq!(named, in_path.collect(), "{method} {path}");
        }
    }
    for pointer in references(document) {
        assert!(
            document.pointer(&pointer).is_some(),
            "{pointer} leads nowhere"
        );
    }
}

fn references(value: &Value) -> Vec<String> {
    match value {
        Value::Object(members) => members
            .iter()
            .flat_map(|(name, member)| match (name.as_str(), member) {
                ("$ref", Value::String(to)) => vec![to.trim_start_matches('#').to_owned()],
                _ => references(member),
            })
            .collect(),
        Value::Array(items) => items.iter().flat_map(references).collect(),
        _ => Vec::new(),
    }
}

#[tokio::test]
async fn the_document_is_served_to_everybody() {
    let desk = testing::TestDesk::at("2026-03-05T11:00:00Z").await;
    let reply = desk.visitor().get("/api/v1/openapi.json").await;
    assert_eq!(
        (reply.status.as_str(), reply.header("content-type")),
        ("200 OK", "application/json")
    );
    assert_eq!(reply.value(), *written());
}

/// Holds an answer against the document: its status must be one that can come
/// there, its body must have the shape, with nothing left out and nothing more.
#[track_caller]
pub fn check(method: &Method, path: &str, reply: &Reply) {
    let document = written();
    let path = path.split('?').next().unwrap_or_default();
    let paths = document["paths"].as_object().unwrap();
    let mut there = paths.iter().filter(|(template, _)| fits(template, path));
    let method_is_there =
        |(_, item): &(&String, &Value)| item.get(method.as_str().to_lowercase()).is_some();
    let Some((template, item)) = there.find(method_is_there) else {
        // No operation: the status says so, as a problem all the same.
        let status = reply.status.as_str();
        assert!(
            ["404 Not Found", "405 Method Not Allowed"].contains(&status),
            "{method} {path} answers {status}"
        );
        assert_eq!(
            reply.header("content-type"),
            "application/problem+json",
            "{method} {path}"
        );
        return;
    };
    let operation = &item[method.as_str().to_lowercase()];
    let status = reply.status.split(' ').next().unwrap();
    let response = &operation["responses"][status];
    assert!(
        !response.is_null(),
        "{method} {template} answers {} and the document does not say so",
        reply.status
    );
    let kind = reply
        .header("content-type")
        .split(';')
        .next()
        .unwrap_or_default();
    // A 409 is said by its own folder as JSON and travels as a problem.
    let content = &response["content"];
    let content = content.get(kind).or(content
        .get("application/json")
        .filter(|_| kind == "application/problem+json"));
    let content = content
        .unwrap_or_else(|| panic!("{method} {template} {status} comes as {kind}: {response}"));
    let mut wrong = Vec::new();
    let value = reply.value();
    hold(document, &content["schema"], &value, "", &mut wrong);
    if let Some(known) = members(document, &content["schema"]) {
        unknown(&value, &known, &mut wrong);
    }
    assert!(
        wrong.is_empty(),
        "{method} {template} {status}: {wrong:#?}\n{}",
        reply.text
    );
}

fn fits(template: &str, path: &str) -> bool {
    let (template, path): (Vec<_>, Vec<_>) =
        (template.split('/').collect(), path.split('/').collect());
    template.len() == path.len()
        && template
            .iter()
            .zip(&path)
            .all(|(t, p)| t.starts_with('{') || t == p)
}

fn resolve<'a>(document: &'a Value, schema: &'a Value) -> &'a Value {
    match schema["$ref"].as_str() {
        Some(to) => document.pointer(to.trim_start_matches('#')).unwrap(),
        None => schema,
    }
}

/// The part of JSON Schema that the document uses.
fn hold(document: &Value, schema: &Value, value: &Value, at: &str, wrong: &mut Vec<String>) {
    let schema = resolve(document, schema);
    for part in schema["allOf"].as_array().into_iter().flatten() {
        hold(document, part, value, at, wrong);
    }
    if let Some(choices) = schema["oneOf"].as_array().or(schema["anyOf"].as_array()) {
        let good = choices.iter().any(|choice| {
            let mut inner = Vec::new();
            hold(document, choice, value, at, &mut inner);
            inner.is_empty()
        });
        if !good {
            wrong.push(format!("{at}: {value} is none of {choices:?}"));
        }
    }
    let types: Vec<&str> = match &schema["type"] {
        Value::String(one) => vec![one.as_str()],
        Value::Array(many) => many.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    };
    if !types.is_empty() && !types.iter().any(|t| is(t, value)) {
        wrong.push(format!("{at}: {value} is no {types:?}"));
    }
    if let (Some(words), Value::String(word)) = (schema["pattern"].as_str(), value) {
        let words = words.trim_start_matches("^").trim_end_matches('$');
        let words = words.trim_start_matches('(').trim_end_matches(')');
        if !words.split('|').any(|w| w == word) {
            wrong.push(format!("{at}: {word} is none of {words}"));
        }
    }
    let mut words = schema["enum"].as_array().into_iter().flatten();
    if schema["enum"].is_array() && !words.any(|word| word == value) {
        wrong.push(format!("{at}: {value} is none of {}", schema["enum"]));
    }
    if schema["format"] == "date-time"
        && value
            .as_str()
            .is_some_and(|v| v.parse::<crate::kit::At>().is_err())
    {
        wrong.push(format!("{at}: {value} is no moment"));
    }
    for name in schema["required"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
    {
        if value.get(name).is_none() {
            wrong.push(format!("{at}: {name} is missing"));
        }
    }
    for (name, inner) in schema["properties"].as_object().into_iter().flatten() {
        if let Some(member) = value.get(name) {
            hold(document, inner, member, &format!("{at}/{name}"), wrong);
            if let (Some(known), Value::Object(_)) = (members(document, inner), member) {
                unknown(member, &known, wrong);
            }
        }
    }
    for (i, item) in value.as_array().into_iter().flatten().enumerate() {
        if !schema["items"].is_null() {
            hold(
                document,
                &schema["items"],
                item,
                &format!("{at}[{i}]"),
                wrong,
            );
            if let (Some(known), Value::Object(_)) = (members(document, &schema["items"]), item) {
                unknown(item, &known, wrong);
            }
        }
    }
}

fn is(kind: &str, value: &Value) -> bool {
    match kind {
        "null" => value.is_null(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_i64(),
        "number" => value.is_number(),
        "string" => value.is_string(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        _ => false,
    }
}

/// All members an object may have; none when the schema does not say.
fn members(document: &Value, schema: &Value) -> Option<BTreeSet<String>> {
    let schema = resolve(document, schema);
    let mut names: BTreeSet<String> = BTreeSet::new();
    for part in ["allOf", "oneOf"] {
        for inner in schema[part].as_array().into_iter().flatten() {
            names.extend(members(document, inner).unwrap_or_default());
        }
    }
    names.extend(
        schema["properties"]
            .as_object()
            .into_iter()
            .flatten()
            .map(|(name, _)| name.clone()),
    );
    (!names.is_empty()).then_some(names)
}

fn unknown(value: &Value, known: &BTreeSet<String>, wrong: &mut Vec<String>) {
    for name in value
        .as_object()
        .into_iter()
        .flatten()
        .map(|(name, _)| name)
        .filter(|n| !known.contains(*n))
    {
        wrong.push(format!("{name} is not in the document"));
    }
}

#[test]
#[should_panic(expected = "last_event is missing")]
fn an_answer_with_something_missing_is_caught() {
    check(
        &Method::GET,
        "/api/v1/cases/7",
        &answer(json!({ "number": 7 })),
    );
}

#[test]
#[should_panic(expected = "surprise is not in the document")]
fn an_answer_with_something_more_is_caught() {
    check(
        &Method::GET,
        "/api/v1/people",
        &answer(json!({ "items": [], "next": null, "surprise": 1 })),
    );
}

#[test]
#[should_panic(expected = "the document does not say so")]
fn a_status_that_is_not_written_is_caught() {
    let reply = Reply {
        status: "418 I'm a teapot".into(),
        ..answer(json!({}))
    };
    check(&Method::GET, "/api/v1/people", &reply);
}

fn answer(value: Value) -> Reply {
    let mut headers = axum::http::HeaderMap::new();
    headers.insert("content-type", "application/json".parse().unwrap());
    let text = value.to_string();
    Reply {
        status: "200 OK".into(),
        headers,
        body: text.clone().into(),
        text,
    }
}
