//! Every text a person reads, in every language we speak.
//!
//! The texts stand in `locales/<language>/<folder>.ftl` (Project Fluent) and
//! are built into the binary. A key is written in the sources as a plain
//! literal, so that the test below can hold the catalogue against the code:
//! every key that is used exists in every language, and every key is used.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt;
use std::str::FromStr;
use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::types::FluentNumber;
use fluent_bundle::{FluentArgs, FluentResource};
use fluent_syntax::ast::{
    Entry, Expression, InlineExpression, Message, Pattern, PatternElement, Variant, VariantKey,
};
use foldhash::fast::FixedState;
use unic_langid::langid;

pub use fluent_bundle::FluentValue;

/// `t!(words, "key")` or `t!(words, "key", name = value, count = 3)`.
#[macro_export]
macro_rules! t {
    ($words:expr, $key:literal) => { $words.say($key) };
    ($words:expr, $key:literal, $($name:ident = $value:expr),+ $(,)?) => {
        $words.with($key, [$((stringify!($name), $crate::kit::words::FluentValue::from($value))),+])
    };
}

/// A language this desk speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Lang {
    #[default]
    En,
    De,
}

impl Lang {
    pub const ALL: [Lang; 2] = [Lang::En, Lang::De];

    /// As it stands in `lang="..."` and in the database.
    pub fn code(self) -> &'static str {
        match self {
            Lang::En => "en",
            Lang::De => "de",
        }
    }

    /// What the language calls itself.
    pub fn own_name(self) -> &'static str {
        match self {
            Lang::En => "English",
            Lang::De => "Deutsch",
        }
    }

    /// The language of a tag such as `de-AT`, if we speak it.
    pub fn of_tag(tag: &str) -> Option<Lang> {
        let primary = tag.trim().split(['-', '_']).next()?.to_ascii_lowercase();
        Lang::ALL.into_iter().find(|l| l.code() == primary)
    }

    /// The language a browser likes best among ours; English when it names
    /// none of them.
    pub fn accepted(header: &str) -> Lang {
        let mut best = (0.0, Lang::default());
        for choice in header.split(',') {
            let mut parts = choice.split(';');
            let Some(lang) = parts.next().and_then(Lang::of_tag) else {
                continue;
            };
            let weight = parts
                .find_map(|p| p.trim().strip_prefix("q=")?.parse::<f32>().ok())
                .unwrap_or(1.0);
            if weight > best.0 {
                best = (weight, lang);
            }
        }
        best.1
    }
}

impl fmt::Display for Lang {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl FromStr for Lang {
    type Err = UnknownLanguage;

    fn from_str(s: &str) -> Result<Lang, UnknownLanguage> {
        Lang::ALL
            .into_iter()
            .find(|l| l.code() == s)
            .ok_or_else(|| UnknownLanguage(s.to_owned()))
    }
}

#[derive(Debug, thiserror::Error)]
#[error("no language of this desk: {0} (there are en and de)")]
pub struct UnknownLanguage(String);

/// The catalogue in one language. Free to copy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Words {
    lang: Lang,
}

impl Words {
    pub fn of(lang: Lang) -> Words {
        Words { lang }
    }

    pub fn lang(self) -> Lang {
        self.lang
    }

    pub fn say(self, key: &str) -> String {
        self.filled(key, &[])
    }

    /// The text of `key` with its arguments.
    pub fn with<'a>(self, key: &str, args: impl AsRef<[(&'a str, FluentValue<'a>)]>) -> String {
        self.filled(key, args.as_ref())
    }

    /// A key that is not in the catalogue is a fault of ours that a test
    /// catches; a running desk shows the key and logs it rather than failing
    /// the whole page.
    fn filled(self, key: &str, args: &[(&str, FluentValue<'_>)]) -> String {
        let catalogue = &CATALOGUES[self.lang as usize];
        let pattern = match catalogue.texts.get(key) {
            Some(Text::Plain(text)) => return (*text).to_owned(),
            Some(Text::Pattern(pattern)) => pattern,
            None => {
                tracing::error!(
                    key,
                    lang = self.lang.code(),
                    "A text is not in the catalogue"
                );
                debug_assert!(false, "no text for the key {key} in {}", self.lang);
                return key.to_owned();
            }
        };
        if let Some(text) = plainly(self.lang, pattern, args) {
            return text;
        }
        let args: FluentArgs<'_> = args.iter().cloned().collect();
        let mut errors = Vec::new();
        let text = catalogue
            .bundle
            .format_pattern(pattern, Some(&args), &mut errors);
        if !errors.is_empty() {
            tracing::error!(
                key,
                lang = self.lang.code(),
                ?errors,
                "A text could not be filled in"
            );
            debug_assert!(false, "the text {key} in {}: {errors:?}", self.lang);
        }
        text.into_owned()
    }
}

/// A pattern of text, arguments and plurals of them, filled in at once: nearly
/// all are, and a page has hundreds. None: the resolver's business (another
/// message, an argument that is not there).
fn plainly(
    lang: Lang,
    pattern: &Pattern<&str>,
    args: &[(&str, FluentValue<'_>)],
) -> Option<String> {
    let mut text = String::with_capacity(64);
    fill(&mut text, lang, pattern, args)?;
    Some(text)
}

fn fill(
    text: &mut String,
    lang: Lang,
    pattern: &Pattern<&str>,
    args: &[(&str, FluentValue<'_>)],
) -> Option<()> {
    let given = |name: &str| args.iter().find(|(n, _)| *n == name).map(|(_, v)| v);
    for element in &pattern.elements {
        let expression = match element {
            PatternElement::TextElement { value } => {
                text.push_str(value);
                continue;
            }
            PatternElement::Placeable { expression } => expression,
        };
        match expression {
            Expression::Inline(InlineExpression::VariableReference { id }) => {
                match given(id.name)? {
                    FluentValue::String(value) => text.push_str(value),
                    FluentValue::Number(n) => match whole(n) {
                        Some(n) => text.push_str(&n.to_string()),
                        None => text.push_str(&n.as_string()),
                    },
                    _ => return None,
                }
            }
            Expression::Select {
                selector: InlineExpression::VariableReference { id },
                variants,
            } => {
                let FluentValue::Number(n) = given(id.name)? else {
                    return None;
                };
                let chosen = plural(lang, whole(n)?, variants)?;
                fill(text, lang, &chosen.value, args)?;
            }
            _ => return None,
        }
    }
    Some(())
}

/// The variant for a count.
fn plural<'v>(lang: Lang, n: i64, variants: &'v [Variant<&str>]) -> Option<&'v Variant<&'v str>> {
    // CLDR's rule for whole numbers, for the languages we speak.
    let category = match lang {
        Lang::En | Lang::De if n.abs() == 1 => "one",
        Lang::En | Lang::De => "other",
    };
    let is_meant = |key: &VariantKey<&str>| match key {
        VariantKey::Identifier { name } => *name == category,
        VariantKey::NumberLiteral { value } => value.parse() == Ok(n),
    };
    variants
        .iter()
        .find(|v| is_meant(&v.key))
        .or_else(|| variants.iter().find(|v| v.default))
}

/// A count, as nearly all numbers here are: as a float it takes ten times as
/// long to write.
fn whole(n: &FluentNumber) -> Option<i64> {
    let plain = n.options.minimum_fraction_digits.is_none();
    (plain && n.value.fract() == 0.0 && n.value.abs() < 1e15).then_some(n.value as i64)
}

/// The texts of one language.
struct Catalogue {
    /// By their keys, side by side: a page asks for hundreds, and the bundle's
    /// own way to a text leads over five places in memory.
    texts: HashMap<&'static str, Text, FixedState>,
    /// Resolves what is not plain: plurals, texts inside texts.
    bundle: FluentBundle<&'static FluentResource>,
}

enum Text {
    Plain(&'static str),
    Pattern(&'static Pattern<&'static str>),
}

impl Text {
    fn of(pattern: &'static Pattern<&'static str>) -> Text {
        match pattern.elements.as_slice() {
            [PatternElement::TextElement { value }] => Text::Plain(value),
            _ => Text::Pattern(pattern),
        }
    }
}

#[derive(rust_embed::RustEmbed)]
#[folder = "locales"]
struct Files;

static RESOURCES: LazyLock<[Vec<FluentResource>; 2]> = LazyLock::new(|| Lang::ALL.map(resources));
static CATALOGUES: LazyLock<[Catalogue; 2]> = LazyLock::new(|| Lang::ALL.map(catalogue));

/// # Panics
/// When a file of the catalogue cannot be read: it is part of the binary, and
/// the tests read it before anybody else does.
fn resources(lang: Lang) -> Vec<FluentResource> {
    let prefix = format!("{}/", lang.code());
    let names = Files::iter().filter(|n| n.starts_with(&prefix));
    let read = |name: Cow<'static, str>| {
        let file = Files::get(&name).unwrap_or_else(|| panic!("{name} is in the binary"));
        let text =
            String::from_utf8(file.data.into_owned()).unwrap_or_else(|e| panic!("{name}: {e}"));
        FluentResource::try_new(text).unwrap_or_else(|(_, e)| panic!("{name}: {e:?}"))
    };
    names.map(read).collect()
}

/// # Panics
/// When a key stands there twice.
fn catalogue(lang: Lang) -> Catalogue {
    let id = match lang {
        Lang::En => langid!("en"),
        Lang::De => langid!("de"),
    };
    let mut bundle = FluentBundle::new_concurrent(vec![id]);
    // Isolation marks are invisible characters around every argument: they
    // would stand in mail subjects and be copied with every number.
    bundle.set_use_isolating(false);
    let mut texts = HashMap::default();
    for resource in &RESOURCES[lang as usize] {
        bundle
            .add_resource(resource)
            .unwrap_or_else(|e| panic!("the texts in {lang}: {e:?}"));
        for entry in resource.entries() {
            if let Entry::Message(Message {
                id,
                value: Some(value),
                ..
            }) = entry
            {
                texts.insert(id.name, Text::of(value));
            }
        }
    }
    Catalogue { texts, bundle }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn accepts(header: &str, lang: Lang) {
        assert_eq!(Lang::accepted(header), lang, "{header}");
    }

    #[test]
    fn the_browser_chooses_among_our_languages() {
        accepts("de-AT,de;q=0.9,en;q=0.8", Lang::De);
        accepts("en;q=0.5,de;q=0.7", Lang::De);
        accepts("fr, de;q=0.2", Lang::De);
        accepts("fr-FR, *;q=0.5", Lang::En);
        accepts("", Lang::En);
        accepts("de;q=0", Lang::En);
        accepts("de;q=often", Lang::De);
    }

    #[test]
    fn every_language_can_be_read_and_has_the_same_keys() {
        let keys = |lang: Lang| -> std::collections::BTreeSet<String> {
            catalogue(lang).into_keys().collect()
        };
        assert_eq!(keys(Lang::En), keys(Lang::De));
    }

    #[test]
    fn the_sources_and_the_catalogue_name_the_same_keys() {
        let sources = crate::arrows::sources();
        let known = catalogue(Lang::En);
        let mut used = std::collections::BTreeSet::new();
        let mut missing = Vec::new();
        for source in &sources {
            for key in keys_named(&source.without_comments()) {
                if !known.contains_key(&key) {
                    missing.push(format!("{key} in {}", source.path));
                }
                used.insert(key);
            }
            // Keys that are chosen by a match stand there as plain literals.
            used.extend(
                literals(&source.text)
                    .filter(|l| known.contains_key(*l))
                    .map(str::to_owned),
            );
        }
        assert!(missing.is_empty(), "not in the catalogue: {missing:#?}");
        let unused: Vec<_> = known.iter().filter(|(k, _)| !used.contains(*k)).collect();
        assert!(unused.is_empty(), "nobody says these: {unused:#?}");
    }

    /// The names that a pattern asks for.
    fn asked<'p>(pattern: &'p Pattern<&str>, names: &mut Vec<&'p str>) {
        for element in &pattern.elements {
            let PatternElement::Placeable { expression } = element else {
                continue;
            };
            match expression {
                Expression::Inline(InlineExpression::VariableReference { id }) => {
                    names.push(id.name);
                }
                Expression::Select {
                    selector: InlineExpression::VariableReference { id },
                    variants,
                } => {
                    names.push(id.name);
                    variants.iter().for_each(|v| asked(&v.value, names));
                }
                _ => {}
            }
        }
    }

    #[test]
    fn what_is_filled_in_at_once_is_what_the_resolver_says() {
        let mut plurals = 0;
        for lang in Lang::ALL {
            let catalogue = &CATALOGUES[lang as usize];
            for (key, text) in &catalogue.texts {
                let Text::Pattern(pattern) = text else {
                    continue;
                };
                let mut names = Vec::new();
                asked(pattern, &mut names);
                for n in [-1, 0, 1, 2, 3, 11, 21, 101, 1_000_000] {
                    let args: Vec<_> = names.iter().map(|a| (*a, FluentValue::from(n))).collect();
                    let Some(at_once) = plainly(lang, pattern, &args) else {
                        continue;
                    };
                    let all: FluentArgs<'_> = args.iter().cloned().collect();
                    let said =
                        catalogue
                            .bundle
                            .format_pattern(pattern, Some(&all), &mut Vec::new());
                    assert_eq!(at_once, said, "{key} in {lang} with {n}");
                    plurals += usize::from(matches!(
                        pattern.elements[..],
                        [PatternElement::Placeable {
                            expression: Expression::Select { .. }
                        }]
                    ));
                }
            }
        }
        assert!(plurals > 100, "{plurals} plurals were compared");
    }

    /// Every key of a language with the file it stands in.
    fn catalogue(lang: Lang) -> std::collections::BTreeMap<String, String> {
        let mut keys = std::collections::BTreeMap::new();
        let prefix = format!("{}/", lang.code());
        for name in Files::iter().filter(|n| n.starts_with(&prefix)) {
            let text = String::from_utf8(Files::get(&name).unwrap().data.into_owned()).unwrap();
            let starts = text
                .lines()
                .filter(|l| l.starts_with(|c: char| c.is_ascii_lowercase()));
            for key in starts.filter_map(|l| Some(l.split_once(" =")?.0.to_owned())) {
                let twice = keys.insert(key.clone(), name.to_string());
                assert_eq!(twice, None, "{key} stands in two files");
            }
        }
        keys
    }

    /// Keys in the places where only a key can stand.
    fn keys_named(source: &str) -> Vec<String> {
        let mut found = Vec::new();
        for (opening, nth) in [
            ("t!(", 1),
            ("words.say(", 0),
            ("words().say(", 0),
            ("self.say(", 0),
            ("Problem::refuse(", 2),
        ] {
            for (at, _) in source.match_indices(opening) {
                // assert!( and format!( end in the same letters as t!(.
                if opening == "t!(" && source[..at].ends_with(|c: char| c.is_alphanumeric()) {
                    continue;
                }
                let mut arguments = source[at + opening.len()..].splitn(nth + 2, ',').skip(nth);
                let Some(argument) = arguments.next() else {
                    continue;
                };
                found.extend(whole_literal(argument));
            }
        }
        for (at, _) in source.match_indices("Problem::not_found(") {
            let argument = source[at + "Problem::not_found(".len()..]
                .split(',')
                .next()
                .unwrap_or_default();
            found.extend(whole_literal(argument).map(|noun| format!("not-found-{noun}")));
        }
        found
    }

    fn whole_literal(argument: &str) -> Option<String> {
        let rest = argument.trim_start().strip_prefix('"')?;
        let literal = &rest[..rest.find('"')?];
        is_key(literal).then(|| literal.to_owned())
    }

    fn literals(source: &str) -> impl Iterator<Item = &str> {
        source.split('"').filter(|l| is_key(l))
    }

    /// Keys are lower case, so that DATA and QUIT are none.
    fn is_key(text: &str) -> bool {
        let plain = |c: u8| c.is_ascii_lowercase() || c.is_ascii_digit() || c == b'-';
        !text.is_empty() && text.bytes().all(plain)
    }
}
