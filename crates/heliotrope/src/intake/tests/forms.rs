//! Files of the public form: kept while it comes back, and never too many.

use super::doors::{NOON, letters, mailbox};
use crate::intake::{deeds, store as rows};
use crate::testing::{self, Browser, Reply, TestDesk};
use std::time::Duration;

type File<'a> = (&'a str, &'a str, &'a str, &'a [u8]);
const LAMP: File = ("files", "lamp.png", "image/png", b"\x89PNG of a lamp");
const BILL: File = ("files", "bill & <b>.txt", "text/plain", b"449 kr");

/// What the page holds for the next press: its token, and the files it shows.
fn held(page: &Reply) -> (String, Vec<String>) {
    let values = |name: &str| -> Vec<String> {
        let opening = format!("name=\"{name}\" value=\"");
        let after = page.text.split(&opening).skip(1);
        let value = |rest: &str| rest.split('"').next().unwrap_or_default().to_owned();
        after.map(value).collect()
    };
    (values("kept").concat(), values("keeps"))
}

async fn send(
    visitor: &Browser,
    from: &str,
    (token, shown): &(String, Vec<String>),
    without: &[&str],
    files: &[File<'_>],
) -> Reply {
    let mut fields = vec![
        ("once", "press1"),
        ("text", "It is broken.\nSince Monday."),
        ("from", from),
        ("kept", token.as_str()),
    ];
    fields.extend(shown.iter().map(|id| ("keeps", id.as_str())));
    fields.extend(without.iter().map(|id| ("without", *id)));
    visitor.post_files("/write", &fields, files).await
}

async fn bytes_of(desk: &TestDesk, case: i64) -> Vec<(String, Vec<u8>)> {
    let mut all = Vec::new();
    for file in letters(desk, case).await.remove(0).attachments {
        let bytes = desk.read(move |tx| Ok(tx.blob(&file.digest)?)).await;
        all.push((file.name, bytes.unwrap()));
    }
    all
}

async fn kept_rows(desk: &TestDesk) -> (i64, i64) {
    let files = desk.count(::store::sql!("SELECT COUNT(*) FROM form_file"));
    let uses = desk.count(::store::sql!(
        "SELECT COUNT(*) FROM blob_use WHERE owner = 'form_file'"
    ));
    (files.await, uses.await)
}

async fn forget(desk: &TestDesk) -> usize {
    let now = desk.now();
    desk.write(move |tx| Ok(deeds::forms::forget(tx, now)?))
        .await
}

#[tokio::test]
async fn files_of_a_form_that_comes_back_need_not_be_chosen_again() {
    testing::each(NOON, async |desk| {
        mailbox(&desk).await;
        let visitor = desk.visitor();
        let back = send(&visitor, "ines@", &Default::default(), &[], &[LAMP, BILL]).await;
        assert_eq!(back.status, "422 Unprocessable Entity");
        let words = back.words();
        assert!(
            words.contains("Files that are kept with these words lamp.png 14 B"),
            "{words}"
        );
        assert!(back.text.contains("bill &amp; &lt;b&gt;.txt"), "{words}");
        let first = held(&back);
        assert_eq!((first.0.len(), first.1.len()), (52, 2));
        let stored = desk.count(::store::sql!(
            "SELECT COUNT(*) FROM form_file WHERE LENGTH(form) = 64"
        ));
        assert_eq!(
            stored.await,
            2,
            "the database holds only the token's digest"
        );

        // Still wrong, one more file, one box ticked: the form shows what will be sent.
        let more = ("files", "box.txt", "text/plain", &b"wet"[..]);
        let back = send(&visitor, "ines@", &first, &[&first.1[1]], &[more]).await;
        let second = held(&back);
        assert_eq!((second.0 == first.0, second.1.len()), (true, 2));
        assert!(!back.text.contains("bill &amp;"), "{}", back.words());

        let receipt = send(&visitor, "ines@example.org", &second, &[], &[]).await;
        assert_eq!(receipt.status, "200 OK", "{}", receipt.words());
        let expected = [
            ("lamp.png".to_owned(), LAMP.3.to_vec()),
            ("box.txt".to_owned(), b"wet".to_vec()),
        ];
        assert_eq!(bytes_of(&desk, 1).await, expected);

        // The same press once more is the same letter; after an hour nothing is left.
        let again = send(&visitor, "ines@example.org", &second, &[], &[]).await;
        assert_eq!(again.words(), receipt.words());
        assert_eq!(letters(&desk, 1).await.len(), 1);
        assert_eq!(forget(&desk).await, 0);
        desk.advance(Duration::from_secs(3601));
        assert_eq!(forget(&desk).await, 2);
        assert_eq!(kept_rows(&desk).await, (0, 0));
        assert_eq!(bytes_of(&desk, 1).await, expected, "the case has its own");
    })
    .await;
}

#[tokio::test]
async fn nobody_without_the_forms_token_gets_at_its_files() {
    testing::each(NOON, async |desk| {
        mailbox(&desk).await;
        let back = send(&desk.visitor(), "", &Default::default(), &[], &[LAMP]).await;
        let (_, shown) = held(&back);
        let stranger = desk.visitor();
        for token in ["", "guessed", &"a".repeat(52)] {
            let stolen = (token.to_owned(), shown.clone());
            let refused = send(&stranger, "eve@example.org", &stolen, &[], &[]).await;
            assert_eq!(refused.status, "422 Unprocessable Entity");
            assert!(
                refused
                    .words()
                    .contains("kept for an hour, and that is over"),
                "{}",
                refused.words()
            );
            assert!(!refused.text.contains("lamp.png"));
            // Nor can a box of hers throw it away.
            send(&stranger, "eve@", &stolen, &[&shown[0]], &[]).await;
        }
        assert_eq!(kept_rows(&desk).await, (1, 1));
    })
    .await;
}

#[tokio::test]
async fn after_the_hour_the_form_says_that_its_files_are_gone() {
    testing::each(NOON, async |desk| {
        mailbox(&desk).await;
        let visitor = desk.visitor();
        let first = held(&send(&visitor, "", &Default::default(), &[], &[LAMP]).await);
        desk.advance(Duration::from_secs(3601));
        forget(&desk).await;
        let gone = send(&visitor, "ines@example.org", &first, &[], &[]).await;
        assert_eq!(gone.status, "422 Unprocessable Entity");
        let words = gone.words();
        assert!(words.contains("Please choose them once more."), "{words}");
        assert!(gone.text.contains("It is broken.\nSince Monday."));
        let arrivals = desk.read(|tx| Ok(rows::list(tx, None, i64::MAX, 9)?));
        assert_eq!(arrivals.await.len(), 0, "nothing is sent without them");
        // Her words alone, on purpose.
        let without = (held(&gone).0, held(&gone).1);
        let receipt = send(&visitor, "ines@example.org", &without, &[], &[]).await;
        assert_eq!(receipt.status, "200 OK", "{}", receipt.words());
    })
    .await;
}

#[tokio::test]
async fn fifty_megabytes_without_scripts_come_back_as_words_that_name_the_file() {
    let desk = TestDesk::at(NOON).await;
    mailbox(&desk).await;
    let visitor = desk.visitor();
    let film = vec![b'x'; 50 << 20];
    let film = ("files", "film.mov", "video/quicktime", film.as_slice());
    let back = send(
        &visitor,
        "ines@example.org",
        &Default::default(),
        &[],
        &[film, LAMP],
    )
    .await;
    assert_eq!(back.status, "422 Unprocessable Entity");
    let words = back.words();
    for said in [
        "Not sent yet. Everything you wrote is still here.",
        "film.mov: too large. All files of one form together may have 25 MiB.",
        "Files that are kept with these words lamp.png",
    ] {
        assert!(words.contains(said), "{said} in {words}");
    }
    assert!(back.text.contains("It is broken.\nSince Monday."));
    assert!(back.text.contains("value=\"ines@example.org\""));
    let receipt = send(&visitor, "ines@example.org", &held(&back), &[], &[]).await;
    assert_eq!(receipt.status, "200 OK");
    assert_eq!(
        bytes_of(&desk, 1).await,
        [("lamp.png".to_owned(), LAMP.3.to_vec())]
    );
}

#[tokio::test]
async fn kept_and_new_files_share_one_limit_and_words_have_their_own() {
    let desk = TestDesk::at(NOON).await.with(|c| c.limits.form = 1000);
    mailbox(&desk).await;
    let visitor = desk.visitor();
    let half = |name: &'static str| ("files", name, "text/plain", &[b'x'; 600][..]);
    let first = held(&send(&visitor, "ines@", &Default::default(), &[], &[half("one")]).await);
    let back = send(&visitor, "ines@example.org", &first, &[], &[half("two")]).await;
    assert!(back.words().contains("two: too large."), "{}", back.words());
    assert_eq!(held(&back).1, first.1);
    // Words without end are nobody's.
    let long = "x".repeat(1001);
    for status in [
        visitor
            .post_files("/write", &[("text", &long)], &[])
            .await
            .status,
        visitor.post("/write", &[("text", &long)]).await.status,
    ] {
        assert_eq!(status, "413 Payload Too Large");
    }
    // Nor are bytes: more than sixteen times the limit is not even read.
    let endless = vec![b'x'; 17_000];
    let refused = send(
        &visitor,
        "ines@example.org",
        &first,
        &[],
        &[("files", "f", "x/y", &endless)],
    )
    .await;
    assert_eq!(refused.status, "413 Payload Too Large");
}

#[tokio::test]
async fn kept_files_cannot_fill_the_disk() {
    let desk = TestDesk::at(NOON).await.with(|c| c.limits.form = 100);
    mailbox(&desk).await;
    for n in 0..4 {
        let visitor = desk.visitor();
        let files: Vec<Vec<u8>> = (0..10).map(|m| vec![n * 16 + m; 10]).collect();
        let files: Vec<File> = files
            .iter()
            .map(|f| ("files", "ten", "x/y", &f[..]))
            .collect();
        send(&visitor, "", &Default::default(), &[], &files).await;
    }
    for _ in 0..40 {
        let full = vec![1; 100];
        let back = send(
            &desk.visitor(),
            "",
            &Default::default(),
            &[],
            &[("files", "more", "x/y", &full)],
        )
        .await;
        assert_eq!(back.status, "422 Unprocessable Entity");
    }
    let size = desk.read(|tx| Ok(rows::forms::size(tx)?)).await;
    assert!(size <= 4000, "{size}");
    let last = send(&desk.visitor(), "", &Default::default(), &[], &[LAMP]).await;
    assert!(
        last.words()
            .contains("Please choose these files once more, they could not be kept: lamp.png."),
        "{}",
        last.words()
    );
}
