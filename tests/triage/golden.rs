//! The cases that the desk was made for, in words of our own.

use watchfloor::floor::{
    At, AuthorId, Brand, Cues, Intent, Kind, Lane, MentionId, MentionKind, Reading, Reason, Stage, Verdict,
};
use watchfloor::triage::{Reader, Said};

pub fn brand() -> Brand {
    let all = |list: &[&str]| list.iter().map(|s| (*s).to_owned()).collect();
    Brand {
        names: all(&["Larkfield", "Larkfield Home"]),
        ambiguous: all(&["Lark"]),
        context: all(&["order", "store", "parcel", "refund"]),
        exclusions: all(&["meadowlark"]),
        stores: Vec::new(),
    }
}

pub fn reader() -> Reader {
    let mut reader = Reader::new();
    reader.set_brand(&brand());
    reader.set_handles(["@larkhelp", "Larkfield"]);
    reader
}

pub fn said(text: &str) -> Said<'_> {
    Said {
        text,
        at: At::from_unix(1_764_000_000).unwrap(),
        mention: MentionId(1),
        author: AuthorId(1),
        kind: MentionKind::Post,
        to_us: false,
        answers_us: false,
        followers: None,
        lane: None,
    }
}

fn read(text: &str) -> Reading {
    reader().read(&said(text))
}

#[test]
fn a_remark_on_the_temperature_is_no_work() {
    for text in [
        "It is so cold in the Larkfield store that the mannequins should get scarves",
        "Larkfield in Leeds is as warm as a greenhouse today",
    ] {
        let reading = read(text);
        assert!(reading.verdict >= Verdict::Watch, "{text}: {reading:?}");
    }
}

#[test]
fn a_review_with_a_legitimate_complaint_is_answered_at_once() {
    let text = "Larkfield Home, reviewed after a year: two of three lamps failed, the third one gave me an electric shock. \
                I wrote to the service three times and nobody replied.";
    let reading = read(text);
    assert_eq!((reading.verdict, reading.stage, reading.kind), (Verdict::Respond, Stage::Actionable, Kind::Complaint));
    assert!(reading.cues.has(Cues::SAFETY.with(Cues::FAILED_ELSEWHERE)), "{reading:?}");
}

#[test]
fn somebody_stands_in_the_store_now() {
    for text in [
        "@larkhelp I'm in your store right now and nobody at the desk looks up",
        "@larkhelp stehe gerade in eurem Laden, die Kasse ist zu und keiner kommt",
        "@larkhelp je suis dans votre magasin en ce moment et personne à la caisse",
        "@larkhelp estoy ahora mismo en vuestra tienda y no hay nadie en la caja",
        "@larkhelp sono nel vostro negozio e alla cassa non c'è nessuno",
        "@larkhelp stoję właśnie w sklepie i przy kasie nikogo nie ma",
        "@larkhelp mình đang ở cửa hàng mà quầy thanh toán không có ai",
        "@larkhelp 今お店にいるのですが、レジに誰もいません",
        "@larkhelp انا الان في متجركم ولا يوجد احد عند الكاشير",
    ] {
        let reading = read(text);
        assert!(reading.cues.has(Cues::IN_STORE), "{text}: {reading:?}");
        assert_eq!((reading.lane, reading.verdict), (Lane::Store, Verdict::Respond), "{text}");
    }
}

#[test]
fn the_three_urgent_places_each_show_a_cue() {
    let cases = [
        (
            "@larkhelp standing at the till in Leeds and my gift card is refused, there is a queue behind me",
            Cues::IN_STORE,
        ),
        ("@larkhelp the washing machine you fitted flooded the kitchen, water everywhere!", Cues::URGENT),
        (
            "@larkhelp I am about to order the blue boots, do you have them in a size 6 or do they run small?",
            Cues::BUYING,
        ),
    ];
    for (text, cue) in cases {
        let reading = read(text);
        assert_eq!(reading.verdict, Verdict::Respond, "{text}");
        assert!(reading.cues.has(cue), "{text}: {reading:?}");
        assert!(!cue.word().is_empty());
        let why = reader().explain(&said(text), &reading);
        let last = why.steps.last().unwrap();
        assert!(last.words.contains('“'), "the cue is not named: {}", last.words);
    }
}

#[test]
fn a_writer_whose_calls_failed_first() {
    let text = "My rain jacket was promised for yesterday, @larkhelp, and I travel in the morning. I called twice, was \
                kept on hold and then the line went dead. Is there anyone?";
    let reading = reader().read(&Said { followers: Some(5_340), ..said(text) });
    assert!(reading.cues.has(Cues::FAILED_ELSEWHERE), "{reading:?}");
    assert_eq!((reading.verdict, reading.kind, reading.lane), (Verdict::Respond, Kind::Complaint, Lane::Support));
}

#[test]
fn what_is_overheard_goes_to_its_lane() {
    let reading = read("The Larkfield app crashes every time I open the basket since the update, error 500");
    assert_eq!((reading.intent, reading.lane), (Intent::Bug, Lane::Engineering), "{reading:?}");
    assert_eq!((reading.verdict, reading.reason), (Verdict::Watch, Reason::ForAnotherLane), "{reading:?}");
    // The same said to us is ours to answer.
    let reading = read("@larkhelp the app crashes every time I open the basket since the update, error 500");
    assert_eq!((reading.lane, reading.verdict), (Lane::Support, Verdict::Respond), "{reading:?}");
}

#[test]
fn thanks_end_a_conversation_and_a_question_behind_them_does_not() {
    let thanks = |text| reader().read(&Said { answers_us: true, kind: MentionKind::Reply, ..said(text) });
    for text in ["Thank you, all sorted!", "danke, hat geklappt", "merci !", "ありがとうございます", "شكرا"]
    {
        let reading = thanks(text);
        assert_eq!((reading.stage, reading.reason), (Stage::Quiet, Reason::Thanks), "{text}: {reading:?}");
    }
    for text in ["Thanks for nothing. Where is it?", "Thanks, and when will it arrive?", "yes, the same address"] {
        assert_eq!(thanks(text).verdict, Verdict::Respond, "{text}");
    }
}

#[test]
fn praise_is_watched() {
    let reading = read("Larkfield packed my glasses so well, not one broke. Lovely people, love this shop!");
    assert_eq!((reading.verdict, reading.kind, reading.reason), (Verdict::Watch, Kind::Praise, Reason::Praises));
}
