//! Cues of urgency and risk, by sentences of our own.

use watchfloor::floor::Cues;
use watchfloor::triage::cues::Phrases;
use watchfloor::triage::words::Folded;

fn check(cases: &[(Cues, &str)]) {
    let phrases = Phrases::shipped();
    let mut folded = Folded::default();
    for (cues, text) in cases {
        folded.fold(text);
        assert_eq!(phrases.hear(&folded).cues, *cues, "{text}");
    }
}

#[test]
fn in_ten_languages() {
    check(&[
        (Cues::SAFETY, "The lamp caught fire!"),
        (Cues::SAFETY, "die Lampe hat Feuer gefangen"),
        (Cues::SAFETY, "la lampe a pris feu"),
        (Cues::SAFETY, "la lámpara está en llamas"),
        (Cues::SAFETY, "il tostapane ha preso fuoco"),
        (Cues::SAFETY, "o candeeiro pegou fogo"),
        (Cues::SAFETY, "lampa zapaliła się"),
        (Cues::SAFETY, "đèn bốc cháy rồi"),
        (Cues::SAFETY, "ランプが発火しました"),
        (Cues::SAFETY, "المصباح احترق"),
        (Cues::LEGAL, "you will hear from my lawyer"),
        (Cues::LEGAL, "ich schalte die Verbraucherzentrale ein"),
        (Cues::LEGAL, "mon avocat va vous écrire"),
        (Cues::CHURN, "nunca más compro aquí"),
        (Cues::CHURN, "nigdy więcej"),
        (Cues::FAILED_ELSEWHERE, "I called twice"),
        (Cues::FAILED_ELSEWHERE, "電話しても出ません"),
        (Cues::URGENT, "la cocina está inundada"),
        (Cues::BUYING, "fällt die Jacke klein aus? fallen klein aus"),
    ]);
}

#[test]
fn negations_and_other_senses_are_no_cues() {
    let none = Cues::default();
    check(&[
        (none, "I'm not going to sue anybody over a teapot"),
        (none, "your team is on fire today"),
        (none, "no rush, it's not urgent"),
        (none, "the fire pit looks great"),
        (none, "nobody was hurt"),
        (none, "there is an issue with suede shoes"),
        (none, "hot water bottle, tennis court"),
        (none, "es eilt nicht"),
        (none, "the standing lamp in the shop window"),
    ]);
}

/// What the phrases do not understand, written down so that nobody thinks they do.
#[test]
fn known_limits() {
    check(&[
        // Irony and reported speech are read as they stand.
        (Cues::SAFETY, "my heart caught fire when I saw the sofa"),
        (Cues::LEGAL, "my sister is a lawyer and loves your lamps"),
        // A negation that no phrase foresees.
        (Cues::CHURN, "I would not say never again"),
    ]);
}

#[test]
fn a_place_in_a_shop_needs_a_word_of_now() {
    check(&[
        (Cues::default(), "die Lampe im Laden war schöner"),
        (Cues::IN_STORE, "bin jetzt im Laden, wo sind die Lampen?"),
        (Cues::default(), "we met in the shop"),
        (Cues::IN_STORE, "I am in the shop right now"),
    ]);
}
