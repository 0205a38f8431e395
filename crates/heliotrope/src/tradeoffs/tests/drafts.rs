//! A no in a draft: its gaps, and what the letter says already.

use super::*;

#[tokio::test]
async fn a_gap_in_a_draft_stops_the_send_and_the_brackets_may_be_meant() {
    testing::each(NOON, async |desk| {
        let maya = desk.sign_in("Maya", Role::Agent).await;
        let case = desk.case("Ines", "On paper, please").await;
        let need = case_of(&maya, case).await["needs"][0]["id"].to_string();
        let blank = maya
            .post(&format!("/cases/{case}/needs/{need}/no"), &[("no_act", "blank")])
            .await;
        assert_eq!(blank.status, "303 See Other");
        let page = maya.get(&format!("/cases/{case}")).await;
        let text = letter(&page);
        assert_eq!(
            text,
            "No: On paper, please. Because: [the true reason]. What we can do: [what is possible, or who can help]."
        );
        let path = format!("/cases/{case}/messages");
        let send = [("kind", "reply"), ("text", text.as_str())];
        let stopped = maya.post(&path, &send).await;
        assert_eq!(stopped.status, "422 Unprocessable Entity");
        assert!(stopped.words().contains("[the true reason] is still open. Fill it in, or take it out."));
        assert!(stopped.text.contains("data-gap=\"[the true reason]\""), "the script puts the caret there");
        assert_eq!(letter(&stopped), text);
        let meant = [send[0], send[1], ("gaps", "keep")];
        assert_eq!(maya.post(&path, &meant).await.status, "303 See Other");
    })
    .await;
}

#[tokio::test]
async fn what_the_letter_says_already_is_marked_and_written_once() {
    testing::each(NOON, async |desk| {
        let maya = desk.sign_in("Maya", Role::Agent).await;
        let case = desk.case("Ines", "On paper, please").await;
        let need = case_of(&maya, case).await["needs"][0]["id"].to_string();
        let text = "Dear Ines, we sell files only. A print shop near you can print one.";
        let open = maya
            .post(&format!("/cases/{case}/no"), &[("text", text)])
            .await;
        assert_eq!(open.location(), format!("/cases/{case}?no={need}#no-ask"));
        let form = maya.get(open.location().split('#').next().unwrap()).await;
        assert!(
            form.text
                .contains("<option value=\"A print shop near you can print one.\">")
        );
        let mark = [
            ("no_act", "mark"),
            ("no_reason_from", "Dear Ines, we sell files only."),
            ("no_possible_from", "A print shop near you can print one."),
            ("no_why", "tradeoff"),
            ("text", text),
        ];
        let marked = maya
            .post(&format!("/cases/{case}/needs/{need}/no"), &mark)
            .await;
        assert_eq!(marked.status, "303 See Other", "{}", marked.words());
        let page = maya.get(&format!("/cases/{case}")).await;
        assert_eq!(letter(&page), text, "nothing is written twice");
        // An unticked box stays unticked on a page that comes back.
        let gap = format!("{text} [and more]");
        let unticked = [
            ("kind", "reply"),
            ("text", gap.as_str()),
            ("no_shown", need.as_str()),
        ];
        let back = maya
            .post(&format!("/cases/{case}/messages"), &unticked)
            .await;
        assert_eq!(back.status, "422 Unprocessable Entity");
        let off = format!("name=\"says_no\" value=\"{need}\" id=\"no-{need}\">");
        assert!(back.text.contains(&off), "{}", back.text);
        let send = [
            ("kind", "reply"),
            ("text", text),
            ("says_no", need.as_str()),
        ];
        maya.post(&format!("/cases/{case}/messages"), &send).await;
        let said = case_of(&maya, case).await;
        assert_eq!(
            (&said["needs"][0]["state"], &said["needs"][0]["told"]),
            (&json!("declined"), &json!(true))
        );
        assert_eq!(
            said["needs"][0]["no"]["reason"],
            "Dear Ines, we sell files only."
        );
    })
    .await;
}
