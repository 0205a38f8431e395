//! A list without a case says so in one sentence, and leads on by one press.

use super::NOON;
use crate::testing;
use crate::web::Role;

#[tokio::test]
async fn an_empty_list_says_so_and_leads_on() {
    testing::each(NOON, async |desk| {
        desk.mailbox().await;
        let maya = desk.sign_in("Maya", Role::Agent).await;
        let says = async |path: &str, sentence: &str, onward: &str| {
            let page = maya.get(path).await;
            let words = page.words();
            assert!(words.contains(sentence), "{path}: {words}");
            let way = format!(r#"<a class="btn" href="{onward}">"#);
            assert!(page.text.contains(&way), "{path} leads to {onward}");
        };
        says("/today", "No letter has come yet.", "/write").await;
        let case = desk.case("Ines", "my note is lost").await;
        says("/mine", "You have no open case.", "/today").await;
        says("/waiting", "We wait for nobody.", "/today").await;
        says("/later", "Nothing is parked.", "/today").await;
        says("/closed", "No case is closed yet.", "/today").await;
        says("/silent", "has been given a date.", "/today").await;
        says("/until", "Nobody has the next move but us.", "/today").await;
        says("/list?filter=case:99", "is picked", "/search?q=case%3A99").await;
        let off = [("when", "in 3 h"), ("reason", "")];
        let put = maya.post(&format!("/cases/{case}/later"), &off).await;
        assert_eq!(put.status, "303 See Other", "{}", put.words());
        says("/today", "Nothing is due.", "/waiting").await;
    })
    .await;
}
