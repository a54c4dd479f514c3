//! Which language a text is in, by sentences of our own.

use watchfloor::triage::language::{UNKNOWN, detect, name};

#[test]
fn twelve_languages_and_more() {
    let cases = [
        ("en", "My parcel was due on Tuesday and the tracking page has not moved since"),
        ("de", "Mein Paket sollte am Dienstag kommen und seitdem bewegt sich nichts"),
        ("fr", "Mon colis devait arriver mardi et le suivi n'a pas bougé depuis"),
        ("es", "Mi paquete tenía que llegar el martes y el seguimiento no se mueve"),
        ("it", "Il mio pacco doveva arrivare martedì e da allora non si muove nulla"),
        ("pt", "A minha encomenda devia chegar na terça e desde então não se mexe"),
        ("pl", "Moja paczka miała być we wtorek i od tego czasu stoi w miejscu"),
        ("pl", "dlaczego moja paczka nie zostala jeszcze wyslana, prosze o informacje"),
        ("nl", "Mijn pakket zou dinsdag komen en sindsdien gebeurt er helemaal niets"),
        ("vi", "Đơn hàng của mình lẽ ra phải đến hôm thứ ba mà đến giờ vẫn chưa thấy"),
        ("ja", "火曜日に届くはずの荷物がまだ届いていません"),
        ("zh", "我的包裹本应在星期二到达，但一直没有更新"),
        ("ko", "화요일에 도착해야 할 택배가 아직도 안 왔어요"),
        ("ar", "كان من المفترض أن يصل طردي يوم الثلاثاء ولم يتحرك منذ ذلك الحين"),
        ("th", "พัสดุควรจะมาถึงวันอังคารแต่ยังไม่มาเลย"),
        ("el", "Το δέμα μου έπρεπε να έρθει την Τρίτη και δεν έχει κουνηθεί"),
        ("he", "החבילה שלי הייתה אמורה להגיע ביום שלישי"),
        ("ru", "Моя посылка должна была прийти во вторник, и с тех пор тишина"),
        ("tr", "Kargom salı günü gelecekti ama o günden beri hiç hareket yok"),
        ("sv", "Mitt paket skulle komma i tisdags och sedan dess har inget hänt"),
    ];
    let mut scratch = String::new();
    for (language, text) in cases {
        let found = detect(text, &mut scratch);
        assert_eq!(std::str::from_utf8(&found), Ok(language), "{text}");
        assert!(name(found).len() < 12);
    }
}

#[test]
fn a_name_in_other_letters_does_not_make_another_language() {
    let mut scratch = String::new();
    assert_eq!(detect("أين طلبي من Northwind Lark يا جماعة", &mut scratch), *b"ar");
    assert_eq!(detect("@larkhelp #BlackFriday https://t.example/x الطلب متأخر", &mut scratch), *b"ar");
    assert_eq!(detect("iPhoneケースの色が違いました", &mut scratch), *b"ja");
}

#[test]
fn too_little_is_no_language() {
    let mut scratch = String::new();
    for text in ["", "ok", "👍👍", "@larkhelp", "https://t.example/abcdefghijkl", "12345678901234", "hi there"] {
        assert_eq!(detect(text, &mut scratch), UNKNOWN, "{text:?}");
    }
}
