//! Letters to sentences, sentences to tokens. What is quoted is not said by us.

/// A word, a number with what hangs on it ("15:00", "10am"), or a mark.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// In lower case; apostrophes are straight.
    pub text: String,
    /// Written with a capital: "Sie" is not "sie".
    pub capital: bool,
    pub from: usize,
    pub to: usize,
}

impl Token {
    pub fn is(&self, word: &str) -> bool {
        self.text == word
    }

    pub fn any(&self, words: &[&str]) -> bool {
        words.contains(&self.text.as_str())
    }

    pub fn starts_with_digit(&self) -> bool {
        self.text.starts_with(|c: char| c.is_ascii_digit())
    }
}

#[derive(Debug, Clone)]
pub struct Sentence {
    pub tokens: Vec<Token>,
    pub from: usize,
    pub to: usize,
    pub question: bool,
}

/// Quotation marks that open, with what closes them.
const QUOTES: [(char, &[char]); 8] = [
    ('`', &['`']),
    ('‘', &['’']),
    ('‚', &['‘', '’']),
    ('"', &['"', '”', '“']),
    ('“', &['”', '"']),
    ('„', &['“', '”', '"']),
    ('«', &['»']),
    ('»', &['«']),
];

/// The same bytes with everything quoted blanked out.
fn unquoted(text: &str) -> String {
    let mut clear = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        if line.trim_start().starts_with('>') {
            clear.extend(line.bytes().map(|b| if b == b'\n' { '\n' } else { ' ' }));
            continue;
        }
        let mut chars = line.char_indices();
        while let Some((at, c)) = chars.next() {
            let closes = QUOTES
                .iter()
                .find(|(open, _)| *open == c)
                .map(|(_, close)| *close);
            let end = closes.and_then(|close| {
                line[at + c.len_utf8()..]
                    .find(close)
                    .map(|n| at + c.len_utf8() + n)
            });
            let Some(end) = end else {
                clear.push(c);
                continue;
            };
            let width = line[end..].chars().next().map_or(1, char::len_utf8);
            clear.extend(std::iter::repeat_n(' ', end + width - at));
            while chars.as_str().len() > line.len() - end - width {
                chars.next();
            }
        }
    }
    clear
}

pub fn tokens(text: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut chars = text.char_indices().peekable();
    while let Some((from, c)) = chars.next() {
        let mut to = from + c.len_utf8();
        if c == '\n' || !(c.is_alphanumeric() || c.is_whitespace()) {
            tokens.push(token(text, from, to));
            continue;
        }
        if c.is_whitespace() {
            continue;
        }
        let number = c.is_ascii_digit();
        while let Some((at, next)) = chars.peek().copied() {
            let after = text[at + next.len_utf8()..].chars().next();
            let digit_after = after.is_some_and(|c| c.is_ascii_digit());
            let joins = next.is_alphanumeric()
                || (matches!(next, '\'' | '’') && after.is_some_and(char::is_alphabetic))
                || (number && digit_after && matches!(next, ':' | '.' | '/' | '-' | '–'));
            if !joins {
                break;
            }
            to = at + next.len_utf8();
            chars.next();
        }
        tokens.push(token(text, from, to));
    }
    tokens
}

fn token(text: &str, from: usize, to: usize) -> Token {
    let written = &text[from..to];
    Token {
        text: written.to_lowercase().replace('’', "'"),
        capital: written.starts_with(char::is_uppercase),
        from,
        to,
    }
}

pub fn sentences(text: &str) -> Vec<Sentence> {
    let all = tokens(&unquoted(text));
    let mut sentences = Vec::new();
    let mut begin = 0;
    for at in 0..all.len() {
        if !ends(&all, at) {
            continue;
        }
        push(&mut sentences, &all[begin..=at]);
        begin = at + 1;
    }
    push(&mut sentences, &all[begin..]);
    sentences
}

fn push(sentences: &mut Vec<Sentence>, tokens: &[Token]) {
    let said = |t: &&Token| !t.any(&[".", "!", "?", "\n", "…"]);
    let Some(first) = tokens.iter().find(said) else {
        return;
    };
    let Some(last) = tokens.iter().rev().find(|t| !t.is("\n")) else {
        return;
    };
    sentences.push(Sentence {
        tokens: tokens.iter().filter(|t| !t.is("\n")).cloned().collect(),
        from: first.from,
        to: last.to,
        question: tokens.iter().any(|t| t.is("?")),
    });
}

/// Abbreviations whose full stop ends nothing.
const SHORT: [&str; 12] = [
    "a", "p", "z", "b", "d", "h", "u", "ca", "nr", "no", "mr", "dr",
];

fn ends(all: &[Token], at: usize) -> bool {
    let token = &all[at];
    if token.any(&["!", "?", "\n", "…"]) {
        return true;
    }
    if !token.is(".") {
        return false;
    }
    let before = at.checked_sub(1).map(|n| &all[n]);
    let after = all.get(at + 1);
    let Some(before) = before else { return false };
    let Some(after) = after else { return true };
    if before.starts_with_digit() && before.to == token.from {
        // "12. May", "bis 16.3. um 10 Uhr": what goes on does so in small
        // letters, in digits, or with a month.
        return after.capital && !super::times::is_month(&after.text);
    }
    let short = before.any(&SHORT) || (before.is("m") && !after.capital);
    !(short || after.from == token.to)
}
