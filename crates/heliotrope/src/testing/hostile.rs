//! Strings that have broken other programs: a few of our own, and those of the
//! shared test data, which stay outside the project.

const OWN: [&str; 7] = [
    "a\r\nb",
    "tab\there",
    "\u{FEFF}bom",
    "e\u{301}",
    "\u{202E}rtl",
    "'; DROP TABLE cases; --",
    "{{7*7}}",
];

pub fn strings() -> Vec<String> {
    let own = OWN.map(str::to_owned);
    let beside = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data");
    let folder = std::env::var("HELIOTROPE_SHARED_DATA").unwrap_or_else(|_| beside.to_owned());
    let Ok(file) = std::fs::read_to_string(format!("{folder}/hostile/strings.jsonl")) else {
        eprintln!(
            "The shared strings are not here: only our own are tried. Set HELIOTROPE_SHARED_DATA."
        );
        return own.into();
    };
    let text = |line: &str| {
        serde_json::from_str::<serde_json::Value>(line).unwrap()["text"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    let shared = file.lines().filter(|l| !l.is_empty()).map(text);
    shared.chain(own).collect()
}
