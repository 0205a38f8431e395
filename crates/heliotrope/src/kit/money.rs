//! Money: whole minor units (cents) of one ISO 4217 currency, never a float.
//! Amounts are read as people write them and shown as their language does.

use std::fmt;
use std::str::FromStr;

use super::words::{Lang, Words};
use crate::t;

/// More than anybody gives or bills here; sums of many stay far below `i64`.
const MOST: i64 = 1_000_000_000_000;

/// A currency in use, by its ISO 4217 code: "EUR".
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Currency(&'static str);

/// The codes in use, of states and their unions.
const CODES: &str = "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD \
    CAD CDF CHF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ \
    GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD \
    LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP \
    PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND \
    TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VES VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG";

/// A sign that means one of them, wherever it stands alone.
const SIGNS: [(char, &str); 6] = [
    ('€', "EUR"),
    ('£', "GBP"),
    ('$', "USD"),
    ('¥', "JPY"),
    ('₹', "INR"),
    ('₩', "KRW"),
];

impl Currency {
    pub const EUR: Currency = Currency("EUR");

    /// Those a house chooses from, in the order of their codes.
    pub fn all() -> impl Iterator<Item = Currency> {
        CODES.split(' ').filter(|c| !c.is_empty()).map(Currency)
    }

    pub fn code(self) -> &'static str {
        self.0
    }

    /// How many digits stand behind the mark (ISO 4217).
    pub fn digits(self) -> u32 {
        match self.0 {
            "BIF" | "CLP" | "DJF" | "GNF" | "ISK" | "JPY" | "KMF" | "KRW" | "PYG" | "RWF"
            | "UGX" | "VND" | "VUV" | "XAF" | "XOF" | "XPF" => 0,
            "BHD" | "IQD" | "JOD" | "KWD" | "LYD" | "OMR" | "TND" => 3,
            _ => 2,
        }
    }

    /// Minor units in one: 100 cents.
    fn unit(self) -> i64 {
        10_i64.pow(self.digits())
    }

    /// The currency of a sign that stands alone: "€".
    pub fn of_sign(sign: &str) -> Option<Currency> {
        let known = SIGNS.iter().find(|(known, _)| sign == known.to_string());
        known.map(|(_, code)| Currency(code))
    }

    fn sign(self) -> Option<char> {
        SIGNS
            .iter()
            .find(|(_, code)| *code == self.0)
            .map(|(sign, _)| *sign)
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl FromStr for Currency {
    type Err = String;

    fn from_str(text: &str) -> Result<Currency, String> {
        let code = text.trim().to_ascii_uppercase();
        Currency::all()
            .find(|c| c.0 == code)
            .ok_or_else(|| format!("no such currency: {text}"))
    }
}

/// An amount: 1550 of EUR is fifteen euros and fifty cents.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Money {
    pub minor: i64,
    pub currency: Currency,
}

/// Why an amount was not understood. What was typed stays in its field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wrong {
    Empty,
    NoAmount,
    Negative,
    Nothing,
    TooLarge,
    /// Named in another currency than the one counted in here.
    Other {
        found: String,
        wanted: Currency,
    },
    /// More digits behind the mark than the currency has.
    TooFine {
        digits: u32,
        currency: Currency,
    },
}

impl Wrong {
    /// The sentence for whoever typed it.
    pub fn said(&self, words: Words) -> String {
        match self {
            Wrong::Empty => t!(words, "kit-money-empty"),
            Wrong::NoAmount => t!(words, "kit-money-no-amount"),
            Wrong::Negative => t!(words, "kit-money-negative"),
            Wrong::Nothing => t!(words, "kit-money-nothing"),
            Wrong::TooLarge => t!(words, "kit-money-too-large"),
            Wrong::Other { found, wanted } => {
                t!(
                    words,
                    "kit-money-other",
                    found = found.as_str(),
                    wanted = wanted.code()
                )
            }
            Wrong::TooFine { digits, currency } => {
                t!(
                    words,
                    "kit-money-too-fine",
                    n = *digits,
                    currency = currency.code()
                )
            }
        }
    }
}

impl Money {
    pub fn of(minor: i64, currency: Currency) -> Money {
        Money { minor, currency }
    }

    /// Reads "15", "15,50", "1.234,50" or "€15" as an amount of `wanted`. Where
    /// a mark with three digits behind it could be either, the language of the
    /// writer decides: "1.234" is a thousand and more in German.
    ///
    /// # Errors
    /// [`Wrong`] names what could not be taken.
    pub fn read(text: &str, lang: Lang, wanted: Currency) -> Result<Money, Wrong> {
        let figures = without_currency(text, wanted)?;
        if figures.is_empty() {
            return Err(match text.trim().is_empty() {
                true => Wrong::Empty,
                false => Wrong::NoAmount,
            });
        }
        if let Some(rest) = figures.strip_prefix(['-', '−', '–']) {
            return Err(match rest.starts_with(|c: char| c.is_ascii_digit()) {
                true => Wrong::Negative,
                false => Wrong::NoAmount,
            });
        }
        let (whole, rest) = parted(&figures, lang)?;
        let digits = wanted.digits();
        if rest.len() > digits as usize {
            return Err(Wrong::TooFine {
                digits,
                currency: wanted,
            });
        }
        let minor: i64 = format!("{whole}{rest:0<width$}", width = digits as usize)
            .parse()
            .map_err(|_| Wrong::TooLarge)?;
        match minor {
            0..=MOST => Ok(Money::of(minor, wanted)),
            _ => Err(Wrong::TooLarge),
        }
    }

    /// The same, and more than nothing.
    ///
    /// # Errors
    /// [`Wrong::Nothing`] for 0.
    pub fn read_some(text: &str, lang: Lang, wanted: Currency) -> Result<Money, Wrong> {
        let money = Money::read(text, lang, wanted)?;
        money.positive()
    }

    /// # Errors
    /// An amount that is nothing, below it, or more than can be counted.
    pub fn positive(self) -> Result<Money, Wrong> {
        match self.minor {
            0 => Err(Wrong::Nothing),
            ..0 => Err(Wrong::Negative),
            1..=MOST => Ok(self),
            _ => Err(Wrong::TooLarge),
        }
    }

    /// As a person says it: "€15", "€34.50"; in German "15 €", "34,50 €".
    pub fn said(self, lang: Lang) -> String {
        self.drawn(lang, self.minor % self.currency.unit() != 0)
    }

    /// As an invoice says it, with every digit: "€15.00".
    pub fn exact(self, lang: Lang) -> String {
        self.drawn(lang, self.currency.digits() > 0)
    }

    /// The figures alone, for a field or a program: "15.50".
    pub fn figures(self) -> String {
        let (whole, rest) = self.split();
        let sign = if self.minor < 0 { "-" } else { "" };
        match self.currency.digits() as usize {
            0 => format!("{sign}{whole}"),
            width => format!("{sign}{whole}.{rest:0width$}"),
        }
    }

    /// The figures as their language writes them in a field: "15,50".
    pub fn typed(self, lang: Lang) -> String {
        let figures = self.figures();
        let short = match self.minor % self.currency.unit() {
            0 => figures.split('.').next().unwrap_or_default().to_owned(),
            _ => figures,
        };
        match lang {
            Lang::En => short,
            Lang::De => short.replace('.', ","),
        }
    }

    fn split(self) -> (u64, u64) {
        let unit = self.currency.unit().unsigned_abs();
        (
            self.minor.unsigned_abs() / unit,
            self.minor.unsigned_abs() % unit,
        )
    }

    fn drawn(self, lang: Lang, with_rest: bool) -> String {
        let (group, mark) = match lang {
            Lang::En => (',', '.'),
            Lang::De => ('.', ','),
        };
        let (whole, rest) = self.split();
        let mut figures = grouped(whole, group);
        if with_rest {
            figures.push_str(&format!(
                "{mark}{rest:0width$}",
                width = self.currency.digits() as usize
            ));
        }
        let sign = if self.minor < 0 { "-" } else { "" };
        match (lang, self.currency.sign()) {
            (Lang::En, Some(symbol)) => format!("{sign}{symbol}{figures}"),
            (Lang::En, None) => format!("{sign}{}\u{a0}{figures}", self.currency),
            (Lang::De, Some(symbol)) => format!("{sign}{figures}\u{a0}{symbol}"),
            (Lang::De, None) => format!("{sign}{figures}\u{a0}{}", self.currency),
        }
    }
}

fn grouped(whole: u64, group: char) -> String {
    let digits = whole.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(group);
        }
        out.push(digit);
    }
    out
}

/// The figures without the name of the currency at either end, and without the
/// blanks and apostrophes between groups of digits.
fn without_currency(text: &str, wanted: Currency) -> Result<String, Wrong> {
    let named = |c: char| {
        c.is_alphabetic() || SIGNS.iter().any(|(sign, _)| *sign == c) || "¤₽₺₴₫₪฿".contains(c)
    };
    let kept = |c: &char| !c.is_whitespace() && !matches!(c, '\'' | '’' | '\u{202f}' | '\u{a0}');
    let bare: String = text.chars().filter(kept).collect();
    // A sign before the name: "-€15".
    let (minus, bare) = match bare.strip_prefix(['-', '−', '–']) {
        Some(rest) => ("-", rest),
        None => ("", bare.as_str()),
    };
    let front = bare.trim_start_matches(named);
    let figures = front.trim_end_matches(named);
    for name in [&bare[..bare.len() - front.len()], &front[figures.len()..]] {
        let sign = wanted.sign().map(String::from);
        let is_ours = name.is_empty()
            || name.eq_ignore_ascii_case(wanted.code())
            || Some(name) == sign.as_deref();
        if is_ours {
            continue;
        }
        let known = name.parse::<Currency>().is_ok() || name.chars().all(|c| !c.is_alphabetic());
        return Err(match known {
            true => Wrong::Other {
                found: name.to_owned(),
                wanted,
            },
            false => Wrong::NoAmount,
        });
    }
    Ok(format!("{minus}{figures}"))
}

/// The digits before and behind the mark.
fn parted(figures: &str, lang: Lang) -> Result<(String, String), Wrong> {
    if !figures.starts_with(|c: char| c.is_ascii_digit())
        || !figures.ends_with(|c: char| c.is_ascii_digit())
        || !figures
            .chars()
            .all(|c| c.is_ascii_digit() || c == '.' || c == ',')
    {
        return Err(Wrong::NoAmount);
    }
    let own_mark = match lang {
        Lang::En => '.',
        Lang::De => ',',
    };
    let last = figures.rfind(['.', ',']);
    let Some(last) = last else {
        return Ok((figures.to_owned(), String::new()));
    };
    let mark = if figures[last..].starts_with('.') {
        '.'
    } else {
        ','
    };
    let behind = figures.len() - last - 1;
    let of_mark = figures.matches(mark).count();
    let of_other = figures.matches(['.', ',']).count() - of_mark;
    // "1.234.567", and "1.234" where the language writes its groups so.
    let groups_only = of_other == 0 && behind == 3 && (of_mark > 1 || mark != own_mark);
    let (whole, rest) = match groups_only {
        true => (figures, ""),
        false if of_mark > 1 => return Err(Wrong::NoAmount),
        false => (&figures[..last], &figures[last + 1..]),
    };
    Ok((ungrouped(whole)?, rest.to_owned()))
}

/// Digits in groups of three, all by the same mark, or without any.
fn ungrouped(whole: &str) -> Result<String, Wrong> {
    let groups: Vec<&str> = whole.split(['.', ',']).collect();
    let well = groups.len() == 1
        || (matches!(groups[0].len(), 1..=3)
            && groups[1..].iter().all(|g| g.len() == 3)
            && !(whole.contains('.') && whole.contains(',')));
    match well {
        true => Ok(groups.concat()),
        false => Err(Wrong::NoAmount),
    }
}

#[cfg(test)]
mod tests;
