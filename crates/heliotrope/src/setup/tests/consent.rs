//! A mailbox whose provider lets programs in by consent.

use crate::testing::foreign_dns;
use hickory_resolver::proto::rr::{RData, rdata::MX};

use super::*;

/// Whose letters Google takes is offered Google: no password is asked for, the
/// servers are filled in, and every field goes with them on the trip.
#[tokio::test]
async fn a_mailbox_of_a_provider_is_opened_by_consent() {
    testing::each(NOON, async |desk| {
        let google = "aspmx.l.google.com.".parse().unwrap();
        let zone = vec![("acme.example".to_owned(), RData::MX(MX::new(1, google)))];
        let dns = foreign_dns::serve(zone);
        let desk = desk.with(|config| config.dns.servers = vec![dns]);
        let priya = as_admin(&desk).await;
        let form = [("address", "help@acme.example"), ("bring", "20"), ("deed", "try")];
        let page = priya.post("/setup/mailbox", &form).await;
        let words = page.words();
        let anew = "Enter another client ID or secret";
        assert!(!words.contains(anew), "none is entered yet: {words}");
        let how = "Google takes mail for this address and lets programs in by consent. Sign in with Google, or type an app password and continue with it.";
        assert!(words.contains(how), "{words}");
        assert!(!words.contains("The password of the mailbox is missing."), "{words}");
        assert_eq!(value(&page, "imap_host"), "imap.gmail.com");
        assert_eq!(value(&page, "smtp_host"), "smtp.gmail.com");
        assert_eq!(value(&page, "bring"), "20");

        // With the password after all: then it has to be typed.
        let servers = [("imap_host", "imap.gmail.com"), ("smtp_host", "smtp.gmail.com")];
        let refused = priya.post("/setup/mailbox", &with(&form, &servers)).await;
        let words = refused.words();
        assert!(words.contains("The password of the mailbox is missing."), "{words}");
        assert!(words.contains("Sign in with Google"), "{words}");

        let on = with(&with(&form, &servers), &[("deed", "google")]);
        let on = priya.post("/setup/mailbox", &on).await;
        let page = priya.get(on.location()).await.words();
        assert!(page.contains("Make this desk known to Google"), "{page}");

        // A wrong ID shows at the provider alone, which leads nobody back: the
        // way to enter another stands here.
        let wrong = priya.post(on.location(), &[("client_id", "mistyped")]).await;
        let page = priya.get(wrong.location()).await.words();
        assert!(page.contains("Go on to Google"), "{page}");
        let again = priya.post("/setup/mailbox", &form).await.words();
        assert!(again.contains(anew), "{again}");
        let anew = with(&with(&form, &servers), &[("deed", "google-anew")]);
        let anew = priya.post("/setup/mailbox", &anew).await;
        let page = priya.get(anew.location()).await;
        let words = page.words();
        assert!(words.contains("Make this desk known to Google"), "{words}");
        assert_eq!(value(&page, "client_id"), "mistyped");
    })
    .await;
}
