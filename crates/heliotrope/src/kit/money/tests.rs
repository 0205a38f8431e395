//! Amounts as people write them, right and wrong.

use super::*;
use proptest::prelude::*;

fn euros(text: &str, lang: Lang) -> String {
    match Money::read(text, lang, Currency::EUR) {
        Ok(money) => money.minor.to_string(),
        Err(wrong) => format!("{wrong:?}")
            .split([' ', '{'])
            .next()
            .unwrap_or_default()
            .to_owned(),
    }
}

#[track_caller]
fn check(text: &str, en: &str, de: &str) {
    assert_eq!(euros(text, Lang::En), en, "{text} in English");
    assert_eq!(euros(text, Lang::De), de, "{text} in German");
}

#[test]
fn amounts_are_read_as_people_write_them() {
    check("15", "1500", "1500");
    check("15,50", "1550", "1550");
    check("15.50", "1550", "1550");
    check("15.5", "1550", "1550");
    check("1.234,50", "123450", "123450");
    check("1,234.50", "123450", "123450");
    check("1 234,50", "123450", "123450");
    check("1'234.50", "123450", "123450");
    check("1.234.567", "123456700", "123456700");
    check("€15", "1500", "1500");
    check("15 €", "1500", "1500");
    check(" EUR 15 ", "1500", "1500");
    check("15eur", "1500", "1500");
    check("0", "0", "0");
    check("0,05", "5", "5");
}

#[test]
fn three_digits_are_a_group_or_too_fine_by_language() {
    check("1.234", "TooFine", "123400");
    check("1,234", "123400", "TooFine");
    check("15.505", "TooFine", "1550500");
    check("1234.505", "TooFine", "NoAmount");
}

#[test]
fn what_is_no_amount_is_named() {
    check("", "Empty", "Empty");
    check("  ", "Empty", "Empty");
    check("-15", "Negative", "Negative");
    check("−€15", "Negative", "Negative");
    check("ten", "NoAmount", "NoAmount");
    check("€", "NoAmount", "NoAmount");
    check("1.2.3", "NoAmount", "NoAmount");
    check("1,23,456", "NoAmount", "NoAmount");
    check("15,", "NoAmount", "NoAmount");
    check("1e9", "NoAmount", "NoAmount");
    check("99999999999999999999", "TooLarge", "TooLarge");
    check("10000000001", "TooLarge", "TooLarge");
    check("$15", "Other", "Other");
    check("15 CHF", "Other", "Other");
}

#[test]
fn a_wrong_amount_says_what_to_do() {
    let said = |text: &str, lang| {
        Money::read_some(text, lang, Currency::EUR)
            .unwrap_err()
            .said(Words::of(lang))
    };
    assert_eq!(
        said("$15", Lang::En),
        "Amounts here are in EUR, not in $. Say it in EUR."
    );
    assert_eq!(
        said("15.505", Lang::En),
        "EUR has 2 digits after the point. Leave the others out."
    );
    assert_eq!(
        said("0", Lang::En),
        "That is nothing. Say an amount above 0."
    );
    assert_eq!(
        said("-3", Lang::De),
        "Der Betrag liegt unter 0. Nennen Sie einen Betrag ohne Minus."
    );
}

#[test]
fn each_currency_has_the_digits_it_has() {
    let yen: Currency = "jpy".parse().unwrap();
    assert_eq!(Money::read("1,234", Lang::En, yen).unwrap().minor, 1234);
    assert!(matches!(
        Money::read("1.5", Lang::En, yen),
        Err(Wrong::TooFine { digits: 0, .. })
    ));
    let dinar: Currency = "KWD".parse().unwrap();
    assert_eq!(Money::read("1.234", Lang::En, dinar).unwrap().minor, 1234);
    assert!("ABC".parse::<Currency>().is_err());
    assert!(Currency::all().count() > 140);
}

#[test]
fn an_amount_is_shown_as_its_language_does() {
    let shown = |minor, code: &str, lang| Money::of(minor, code.parse().unwrap()).said(lang);
    assert_eq!(shown(1500, "EUR", Lang::En), "€15");
    assert_eq!(shown(1550, "EUR", Lang::En), "€15.50");
    assert_eq!(shown(123_450, "EUR", Lang::De), "1.234,50\u{a0}€");
    assert_eq!(shown(1500, "CHF", Lang::En), "CHF\u{a0}15");
    assert_eq!(shown(1500, "JPY", Lang::En), "¥1,500");
    assert_eq!(shown(-1550, "EUR", Lang::En), "-€15.50");
    let fifteen = Money::of(1500, Currency::EUR);
    assert_eq!(
        (fifteen.exact(Lang::En), fifteen.figures()),
        ("€15.00".to_owned(), "15.00".to_owned())
    );
    assert_eq!(Money::of(5, Currency::EUR).typed(Lang::De), "0,05");
}

proptest! {
    #[test]
    fn what_is_shown_is_read_as_the_same(minor in 0_i64..=MOST, at in 0_usize..140, german: bool) {
        let lang = if german { Lang::De } else { Lang::En };
        let currency = Currency::all().nth(at).unwrap();
        let money = Money::of(minor, currency);
        prop_assert_eq!(Money::read(&money.exact(lang), lang, currency), Ok(money));
        prop_assert_eq!(Money::read(&money.typed(lang), lang, currency), Ok(money));
        prop_assert_eq!(Money::read(&money.said(lang), lang, currency), Ok(money));
    }

    #[test]
    fn no_text_is_too_strange_to_answer(text in "\\PC*", german: bool) {
        let lang = if german { Lang::De } else { Lang::En };
        if let Ok(money) = Money::read(&text, lang, Currency::EUR) {
            prop_assert!((0..=MOST).contains(&money.minor));
        }
    }

    #[test]
    fn figures_and_marks_are_never_more_than_they_say(text in "[0-9.,]{1,12}") {
        if let Ok(money) = Money::read(&text, Lang::En, Currency::EUR) {
            let digits: String = text.chars().filter(char::is_ascii_digit).collect();
            prop_assert!(money.minor <= digits.parse::<i64>().unwrap() * 100);
        }
    }
}
