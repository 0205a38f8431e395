//! The new words of a letter apart from what it quotes and how it is signed.

/// A text in four piles. Between them they hold every line of the text.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Piles {
    pub reply: String,
    pub signature: Option<String>,
    pub forwarded: Option<String>,
    pub elided: Option<String>,
}

/// Sorts the lines of `text` onto the four piles.
pub(crate) fn sort(text: &str) -> Piles {
    let lines: Vec<&str> = text.lines().collect();
    let cut = lines
        .iter()
        .position(|line| {
            let line = line.trim();
            (line.starts_with("On ") || line.starts_with("Am ")) && line.ends_with(':')
                || line.starts_with('>')
        })
        .unwrap_or(lines.len());
    let signed = lines[..cut]
        .iter()
        .position(|line| *line == "-- " || *line == "--")
        .unwrap_or(cut);
    Piles {
        reply: lines[..signed].join("\n").trim().to_string(),
        signature: pile(&lines[signed..cut]),
        forwarded: None,
        elided: pile(&lines[cut..]),
    }
}

fn pile(lines: &[&str]) -> Option<String> {
    let text = lines.join("\n").trim().to_string();
    (!text.is_empty()).then_some(text)
}
