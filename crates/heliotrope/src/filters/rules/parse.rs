//! Reading a filter: a text into a tree, with the place of what is not understood.

use super::{Expr, FIELDS, Field, Place, Says, Term, Trouble, Wrong, nearest};

const LONG: usize = 1_000;
const PARTS: usize = 40;
const DEEP: usize = 20;

/// What a filter says.
///
/// # Errors
/// The first place that cannot be read.
pub fn read(text: &str) -> Result<Expr<Term>, Trouble> {
    let chars: Vec<char> = text.chars().collect();
    if chars.len() > LONG {
        return Err(too_much(LONG, chars.len() - LONG));
    }
    let mut reader = Reader {
        tokens: tokens(&chars)?,
        next: 0,
        end: chars.len(),
        parts: 0,
    };
    if reader.tokens.is_empty() {
        return Ok(Expr::everything());
    }
    let read = reader.any(0)?;
    match reader.peek() {
        None => Ok(read),
        Some(token) => Err(trouble(Wrong::Unpaired, token.place, ")")),
    }
}

/// Is a text nothing but words? Then a search takes it as it stands: people
/// write `did not arrive` and mean the words.
pub fn is_plain(text: &str) -> bool {
    let chars: Vec<char> = text.chars().collect();
    let Ok(tokens) = tokens(&chars) else {
        return false;
    };
    tokens.iter().all(|token| match &token.kind {
        Kind::Word(_) => true,
        Kind::And | Kind::Or | Kind::Not => {
            let written = &chars[token.place.at..token.place.at + token.place.length];
            written.iter().all(|c| c.is_lowercase())
        }
        _ => false,
    })
}

struct Token {
    kind: Kind,
    place: Place,
}

enum Kind {
    Open,
    Close,
    And,
    Or,
    Not,
    Word(String),
    Phrase(String),
    /// The name of a field, its value, whether that stood in quotes, and where.
    Field(String, String, bool, Place),
}

fn trouble(wrong: Wrong, place: Place, word: &str) -> Trouble {
    Trouble {
        wrong,
        place,
        word: word.to_owned(),
        nearest: None,
    }
}

fn too_much(at: usize, length: usize) -> Trouble {
    trouble(Wrong::TooMuch, Place { at, length }, "")
}

fn tokens(chars: &[char]) -> Result<Vec<Token>, Trouble> {
    let mut tokens = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        let c = chars[at];
        if c.is_whitespace() {
            at += 1;
            continue;
        }
        let (kind, end) = match c {
            '(' => (Some(Kind::Open), at + 1),
            ')' => (Some(Kind::Close), at + 1),
            '-' if chars
                .get(at + 1)
                .is_some_and(|c| !c.is_whitespace() && *c != ')') =>
            {
                (Some(Kind::Not), at + 1)
            }
            '"' => {
                let (text, end) = in_quotes(chars, at)?;
                (has_letter(&text).then_some(Kind::Phrase(text)), end)
            }
            _ => word(chars, at)?,
        };
        let place = Place {
            at,
            length: end - at,
        };
        tokens.extend(kind.map(|kind| Token { kind, place }));
        at = end;
    }
    Ok(tokens)
}

fn has_letter(text: &str) -> bool {
    text.chars().any(char::is_alphanumeric)
}

/// From a quote to the next one; blanks become one.
fn in_quotes(chars: &[char], at: usize) -> Result<(String, usize), Trouble> {
    let Some(length) = chars[at + 1..].iter().position(|c| *c == '"') else {
        let place = Place {
            at,
            length: chars.len() - at,
        };
        return Err(trouble(Wrong::Unpaired, place, "\""));
    };
    let inside: String = chars[at + 1..at + 1 + length].iter().collect();
    let words: Vec<&str> = inside.split_whitespace().collect();
    Ok((words.join(" "), at + length + 2))
}

fn run(chars: &[char], at: usize, ends: impl Fn(char) -> bool) -> usize {
    let stop = |c: &char| c.is_whitespace() || "()\"".contains(*c) || ends(*c);
    chars[at..]
        .iter()
        .position(stop)
        .map_or(chars.len(), |n| at + n)
}

/// A word, an operator, or a field with its value. Marks alone are passed over.
fn word(chars: &[char], at: usize) -> Result<(Option<Kind>, usize), Trouble> {
    let colon = run(chars, at, |c| c == ':');
    let name: String = chars[at..colon].iter().collect();
    let end = run(chars, at, |_| false);
    if chars.get(colon) == Some(&':') && is_name(&name, &chars[colon + 1..end]) {
        let from = colon + 1;
        let (value, end, quoted) = match chars.get(from) {
            Some('"') => {
                let (value, end) = in_quotes(chars, from)?;
                (value, end, true)
            }
            _ => (chars[from..end].iter().collect(), end, false),
        };
        let place = Place {
            at: from,
            length: end - from,
        };
        return Ok((Some(Kind::Field(name, value, quoted, place)), end));
    }
    let word: String = chars[at..end].iter().collect();
    let kind = match word.to_lowercase().as_str() {
        "and" => Some(Kind::And),
        "or" => Some(Kind::Or),
        "not" => Some(Kind::Not),
        _ => has_letter(&word).then_some(Kind::Word(word)),
    };
    Ok((kind, end))
}

/// A field is letters before a colon; `http://…` is an address, and `12:30` a time.
fn is_name(name: &str, rest: &[char]) -> bool {
    let letters = !name.is_empty() && name.chars().all(char::is_alphabetic);
    letters && !rest.starts_with(&['/', '/'])
}

struct Reader {
    tokens: Vec<Token>,
    next: usize,
    /// Where the text ends.
    end: usize,
    parts: usize,
}

impl Reader {
    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.next)
    }

    fn missing(&self) -> Trouble {
        let place = self.peek().map_or(
            Place {
                at: self.end,
                length: 0,
            },
            |token| token.place,
        );
        trouble(Wrong::Missing, place, "")
    }

    fn any(&mut self, deep: usize) -> Result<Expr<Term>, Trouble> {
        let mut any = vec![self.all(deep)?];
        while matches!(self.peek(), Some(Token { kind: Kind::Or, .. })) {
            self.next += 1;
            any.push(self.all(deep)?);
        }
        let mut flat = Vec::new();
        for one in any {
            match one {
                Expr::Any(inside) => flat.extend(inside),
                other => flat.push(other),
            }
        }
        Ok(one_of(flat, Expr::Any))
    }

    fn all(&mut self, deep: usize) -> Result<Expr<Term>, Trouble> {
        let mut all = Vec::new();
        loop {
            match self.peek().map(|token| &token.kind) {
                None | Some(Kind::Close | Kind::Or) => break,
                Some(Kind::And) if all.is_empty() => return Err(self.missing()),
                Some(Kind::And) => {
                    self.next += 1;
                    all.push(self.one(deep)?);
                }
                Some(_) => all.push(self.one(deep)?),
            }
        }
        if all.is_empty() {
            return Err(self.missing());
        }
        Ok(together(all))
    }

    fn one(&mut self, deep: usize) -> Result<Expr<Term>, Trouble> {
        let Some(token) = self.peek() else {
            return Err(self.missing());
        };
        let place = token.place;
        if deep > DEEP {
            return Err(too_much(place.at, place.length));
        }
        match token.kind {
            Kind::Close | Kind::And | Kind::Or => Err(self.missing()),
            Kind::Not => {
                self.next += 1;
                Ok(Expr::Not(Box::new(self.one(deep + 1)?)))
            }
            Kind::Open => {
                self.next += 1;
                let inside = self.any(deep + 1)?;
                match self.peek() {
                    Some(Token {
                        kind: Kind::Close, ..
                    }) => self.next += 1,
                    _ => return Err(trouble(Wrong::Unpaired, place, "(")),
                }
                Ok(inside)
            }
            _ => self.part(),
        }
    }

    fn part(&mut self) -> Result<Expr<Term>, Trouble> {
        let (token, at) = (&self.tokens[self.next], self.next);
        let mut place = token.place;
        let says = match &token.kind {
            Kind::Word(word) => Says::Words(word.clone()),
            Kind::Phrase(words) => Says::Phrase(words.clone()),
            Kind::Field(name, value, quoted, stands) => {
                let says = field(name, value, *quoted, place.at, *stands)?;
                place = *stands;
                says
            }
            _ => return Err(self.missing()),
        };
        self.parts += 1;
        if self.parts > PARTS {
            return Err(too_much(place.at, place.length));
        }
        self.next = at + 1;
        Ok(Expr::Is(Term { says, place }))
    }
}

fn field(name: &str, value: &str, quoted: bool, at: usize, stands: Place) -> Result<Says, Trouble> {
    let Some(row) = Field::named(name) else {
        let place = Place {
            at,
            length: name.chars().count(),
        };
        let known = FIELDS
            .iter()
            .flat_map(|row| row.names.iter().map(move |name| (row, *name)));
        let near = nearest(name, known.map(|(_, name)| name));
        // In the word that is used here.
        let near = near
            .and_then(|near| Field::named(&near))
            .map(|row| row.names[0].to_owned());
        return Err(Trouble {
            nearest: near,
            ..trouble(Wrong::Field, place, name)
        });
    };
    if value.trim().is_empty() {
        return Err(trouble(Wrong::Missing, stands, row.names[0]));
    }
    row.field.says(value, quoted).ok_or_else(|| Trouble {
        nearest: nearest(value, row.values.iter().copied()),
        ..trouble(Wrong::Value, stands, value)
    })
}

/// What must all hold: without a group in a group, and all words as one part.
fn together(all: Vec<Expr<Term>>) -> Expr<Term> {
    let mut flat: Vec<Expr<Term>> = Vec::new();
    for one in all {
        match one {
            Expr::All(inside) => inside.into_iter().for_each(|one| add(&mut flat, one)),
            other => add(&mut flat, other),
        }
    }
    one_of(flat, Expr::All)
}

fn add(flat: &mut Vec<Expr<Term>>, one: Expr<Term>) {
    let words = |one: &mut Expr<Term>| match one {
        Expr::Is(Term {
            says: Says::Words(words),
            ..
        }) => Some(std::mem::take(words)),
        _ => None,
    };
    let mut one = one;
    let is_words = |one: &Expr<Term>| {
        matches!(
            one,
            Expr::Is(Term {
                says: Says::Words(_),
                ..
            })
        )
    };
    if is_words(&one)
        && let Some(before) = flat.iter_mut().find(|known| is_words(known))
        && let (
            Expr::Is(Term {
                says: Says::Words(before),
                ..
            }),
            Some(more),
        ) = (before, words(&mut one))
    {
        before.push(' ');
        before.push_str(&more);
        return;
    }
    flat.push(one);
}

fn one_of(mut all: Vec<Expr<Term>>, group: impl Fn(Vec<Expr<Term>>) -> Expr<Term>) -> Expr<Term> {
    match (all.len(), all.pop()) {
        (1, Some(one)) => one,
        (_, Some(last)) => {
            all.push(last);
            group(all)
        }
        (_, None) => Expr::everything(),
    }
}
