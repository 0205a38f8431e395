//! Two shapes of one name would be one shape: whoever reads the document would
//! be told that a need is `research` or `direct`.

use std::collections::BTreeMap;

use crate::arrows::sources;

/// The names under which the shapes of a source stand in the document.
fn shapes(text: &str) -> Vec<String> {
    let mut names = Vec::new();
    let mut derived = String::new();
    for line in text.lines().map(str::trim) {
        // A list of what is derived may take several lines.
        if line.starts_with("#[derive(") {
            derived.clear();
        }
        let words: Vec<&str> = line.split([' ', '{', '<', '(', ';']).collect();
        let at = words.iter().position(|w| ["struct", "enum"].contains(w));
        match at.and_then(|at| words.get(at + 1)) {
            Some(name) if derived.contains("ToSchema") => {
                let given = derived.split_once("schema(as = ").map(|(_, rest)| rest);
                let given = given.and_then(|rest| rest.split([')', ',']).next());
                names.push(given.unwrap_or(name).to_owned());
                derived.clear();
            }
            Some(_) => derived.clear(),
            None => derived.push_str(line),
        }
    }
    names
}

#[test]
fn no_two_shapes_of_the_document_have_one_name() {
    let mut named: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for source in sources() {
        if source.is_test() {
            continue;
        }
        for name in shapes(&source.text) {
            named.entry(name).or_default().push(source.path.clone());
        }
    }
    assert!(named.len() > 100 && named.contains_key("NeedKind"));
    named.retain(|_, paths| paths.len() > 1);
    assert!(named.is_empty(), "{named:#?}");
}

#[test]
fn a_shape_is_known_by_the_name_it_is_given() {
    let text = "#[derive(Clone, ToSchema)]\n#[schema(as = TimeKind)]\npub enum Kind {\n    A,\n}\n\
                #[derive(\n    Clone,\n    utoipa::ToSchema,\n)]\n/// Words.\nstruct Other<T> {\n    a: i64,\n}\n\
                #[derive(Clone)]\nstruct None;\n";
    assert_eq!(shapes(text), ["TimeKind", "Other"]);
}
