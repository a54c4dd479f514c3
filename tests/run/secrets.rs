//! Where secrets are kept, and what is said when they cannot be.

use keyring_core::api::CredentialStoreApi;
use keyring_core::{CredentialStore, Error, mock};
use secrecy::ExposeSecret;
use std::collections::BTreeMap;
use std::fs;
use std::sync::mpsc::channel;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use watchfloor::config::Home;
use watchfloor::connect::net::Session;
use watchfloor::floor::At;
use watchfloor::run::SecretStore;
use watchfloor::run::secrets::{File, Keep, Kept, Keyring, Memory, SECRETS_FILE, Secrets, SecretsError, open};

/// Nothing is waited for so long but what hangs for ever.
const PATIENCE: Duration = Duration::from_secs(60);
const SESAME: &str = "open sesame ☃ \"\\\u{0}";

fn kept(n: u32) -> Kept {
    let session = Session {
        token: format!("token {n}").into(),
        refresh: "refresh".into(),
        expires: At::from_unix(1_764_000_000 + i64::from(n)),
        own: BTreeMap::from([("did".to_owned(), "did:plc:abc".to_owned())]),
    };
    Kept { secret: SESAME.into(), session }
}

fn texts(kept: &Kept) -> [String; 3] {
    [&kept.secret, &kept.session.token, &kept.session.refresh].map(|secret| secret.expose_secret().to_owned())
}

/// What holds wherever they are kept.
fn keeps(secrets: &dyn Secrets) {
    assert!(secrets.get("brand").unwrap().is_none());
    secrets.remove("brand").unwrap();
    for n in 0..3 {
        secrets.put("brand", &kept(n)).unwrap();
        secrets.put("Straße / 街", &kept(7)).unwrap();
        let back = secrets.get("brand").unwrap().unwrap();
        assert_eq!(texts(&back), texts(&kept(n)));
        assert_eq!((back.session.expires, back.session.own), (kept(n).session.expires, kept(n).session.own));
    }
    secrets.remove("brand").unwrap();
    assert!(secrets.get("brand").unwrap().is_none());
    assert_eq!(texts(&secrets.get("Straße / 街").unwrap().unwrap()), texts(&kept(7)));
    assert!(!secrets.place().is_empty());
}

#[test]
fn sources_that_sign_in_at_once_lose_nothing_of_each_other() {
    let folder = tempfile::tempdir().unwrap();
    let store = SecretStore::of(&Home::of(Some(folder.path().to_owned())));
    let name = |n: u32| format!("source {n}");
    std::thread::scope(|scope| {
        for n in 0..16 {
            let (store, name) = (&store, name(n));
            scope.spawn(move || store.keep(&name, format!("secret {n}").into(), true).unwrap());
        }
    });
    let file = File::in_folder(folder.path());
    for n in 0..16 {
        let kept = file.get(&name(n)).unwrap().map(|kept| kept.secret.expose_secret().to_owned());
        assert_eq!(kept, Some(format!("secret {n}")), "of {}", name(n));
    }
}

fn over(store: Arc<CredentialStore>) -> Keyring {
    Keyring::over(move || Ok(Arc::clone(&store)), PATIENCE).unwrap()
}

#[test]
fn every_place_keeps_what_it_is_given() {
    let folder = tempfile::tempdir().unwrap();
    keeps(&Memory::default());
    keeps(&File::in_folder(folder.path()));
    keeps(&over(mock::Store::new().unwrap()));
}

/// Only where the tests are told that a keyring runs that may be written to: it is somebody's own otherwise.
#[test]
fn the_keyring_of_this_system_keeps_what_it_is_given() {
    if std::env::var_os("WATCHFLOOR_KEYRING").is_none() {
        eprintln!("skipped: WATCHFLOOR_KEYRING does not say that a keyring may be written to");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let secrets = open(Keep::Keyring, folder.path()).unwrap();
    keeps(&*secrets);
    secrets.remove("Straße / 街").unwrap();
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0, "nothing is kept in a file beside it");
}

#[test]
fn nothing_is_written_to_a_file_that_was_not_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    drop(open(Keep::default(), folder.path()).unwrap());
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    let file = open(Keep::ReadableFile, folder.path()).unwrap();
    assert!(file.get("brand").unwrap().is_none());
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0, "not before there is something to keep");
    file.put("brand", &kept(1)).unwrap();
    let names: Vec<_> = fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(names, [SECRETS_FILE]);
    assert!(file.place().contains("can read"), "{}", file.place());
}

#[cfg(unix)]
#[test]
fn the_file_is_for_its_user_alone() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let (file, path) = (File::in_folder(folder.path()), folder.path().join(SECRETS_FILE));
    let mode = || fs::metadata(&path).unwrap().permissions().mode() & 0o777;
    // What a crash left beside it, with rights that it must not hand on.
    fs::write(path.with_extension("json.new"), "left").unwrap();
    fs::set_permissions(path.with_extension("json.new"), fs::Permissions::from_mode(0o666)).unwrap();
    file.put("brand", &kept(1)).unwrap();
    assert_eq!(mode(), 0o600);
    fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
    file.get("brand").unwrap();
    assert_eq!(mode(), 0o600, "others are shut out again as soon as it is seen");
    file.put("brand", &kept(2)).unwrap();
    assert_eq!((mode(), fs::read_dir(folder.path()).unwrap().count()), (0o600, 1));
}

#[test]
fn a_file_that_cannot_be_read_is_neither_shown_nor_overwritten() {
    let folder = tempfile::tempdir().unwrap();
    let (file, path) = (File::in_folder(folder.path()), folder.path().join(SECRETS_FILE));
    let damaged = [&br#"{"brand": {"secret": 7, "token": "sesame"}}"#[..], br#"{"brand": "sesame"#, b"sesame\xff", b""];
    for bytes in damaged {
        fs::write(&path, bytes).unwrap();
        let told = [file.get("brand").unwrap_err(), file.put("brand", &kept(1)).unwrap_err()];
        for why in told.iter().map(ToString::to_string).chain([format!("{told:?}")]) {
            assert!(why.contains(SECRETS_FILE) && !why.contains("sesame"), "{why}");
        }
        assert_eq!(fs::read(&path).unwrap(), bytes, "what is in it may still be saved by hand");
    }
    // What a later version writes, and what an earlier one did not.
    fs::write(&path, br#"{"brand": {"secret": "a", "colour": "red"}}"#).unwrap();
    assert_eq!(texts(&file.get("brand").unwrap().unwrap()), ["a", "", ""]);
    fs::remove_file(&path).unwrap();
    fs::create_dir(&path).unwrap();
    assert!(matches!(file.get("brand"), Err(SecretsError::Unwell(_))));
    assert!(matches!(file.put("brand", &kept(1)), Err(SecretsError::Unwell(_))));
    let nowhere = File::in_folder(&folder.path().join("nowhere"));
    assert!(nowhere.get("brand").unwrap().is_none());
    assert!(matches!(nowhere.put("brand", &kept(1)), Err(SecretsError::Unwell(_))));
}

#[test]
fn too_much_is_not_kept() {
    let folder = tempfile::tempdir().unwrap();
    let file = File::in_folder(folder.path());
    file.put("brand", &kept(1)).unwrap();
    let much = Kept { secret: "x".repeat(9 << 20).into(), ..kept(2) };
    assert_eq!(file.put("other", &much), Err(SecretsError::TooLong("other".into())));
    assert!(file.get("brand").unwrap().is_some() && file.get("other").unwrap().is_none());
}

#[test]
fn without_a_keyring_the_user_is_told_what_to_do() {
    let none = Keyring::over(|| Err(Error::PlatformFailure("dbus: sesame".into())), PATIENCE).unwrap();
    let told = [none.get("brand").unwrap_err(), none.put("brand", &kept(1)).unwrap_err()];
    assert_eq!(told, [SecretsError::NoKeyring, SecretsError::NoKeyring]);
    let words = "no keyring is running here, so no secret can be kept; start one (GNOME Keyring, KWallet, KeePassXC), or choose the file secrets-readable-by-this-user.json";
    assert_eq!(told[0].to_string(), words);
    // One that is started later is used then.
    let (store, asked) = (mock::Store::new().unwrap(), Mutex::new(0));
    let later = Keyring::over(
        move || {
            *asked.lock().unwrap() += 1;
            if *asked.lock().unwrap() < 3 { Err(Error::NoDefaultStore) } else { Ok(store.clone()) }
        },
        PATIENCE,
    )
    .unwrap();
    assert!(later.put("brand", &kept(1)).is_err() && later.put("brand", &kept(1)).is_err());
    later.put("brand", &kept(1)).unwrap();
    assert!(later.get("brand").unwrap().is_some());
}

#[test]
fn what_a_keyring_says_is_put_in_words_that_hold_no_secret() {
    let store = mock::Store::new().unwrap();
    let keyring = over(store.clone());
    let fails = |error: Error| {
        let entry = store.build("Watchfloor", "brand", None).unwrap();
        entry.as_any().downcast_ref::<mock::Cred>().unwrap().set_error(error);
        let why = keyring.get("brand").unwrap_err();
        assert!(!format!("{why} {why:?}").contains("sesame"), "{why:?}");
        why
    };
    let bytes = || b"sesame".to_vec();
    assert_eq!(fails(Error::NoStorageAccess("sesame".into())), SecretsError::Locked);
    assert_eq!(fails(Error::BadEncoding(bytes())), SecretsError::Unreadable("brand".into()));
    assert_eq!(fails(Error::BadDataFormat(bytes(), "sesame".into())), SecretsError::Unreadable("brand".into()));
    assert_eq!(fails(Error::TooLong("sesame".into(), 2_560)), SecretsError::TooLong("brand".into()));
    assert!(matches!(fails(Error::PlatformFailure("sesame".into())), SecretsError::Unwell(_)));
    // Somebody else's entry under our name.
    let entry = store.build("Watchfloor", "brand", None).unwrap();
    for bytes in [&b"sesame"[..], b"\xff\xfe", br#"{"secret": ["sesame"]}"#] {
        entry.set_secret(bytes).unwrap();
        assert_eq!(keyring.get("brand").map(drop), Err(SecretsError::Unreadable("brand".into())));
    }
    keyring.put("brand", &kept(1)).unwrap();
    assert!(keyring.get("brand").unwrap().is_some(), "signing in again puts it right");
}

#[test]
fn a_keyring_that_hangs_holds_up_nobody_and_does_nothing_later() {
    let (answer_now, wait) = channel::<()>();
    let (store, wait) = (mock::Store::new().unwrap(), Mutex::new(wait));
    let open = move || {
        let _ = wait.lock().unwrap().recv();
        Ok(store.clone() as Arc<CredentialStore>)
    };
    let keyring = Keyring::over(open, Duration::from_millis(50)).unwrap();
    assert_eq!(keyring.get("brand").map(drop), Err(SecretsError::Slow(0)), "the question of the keyring hangs");
    for _ in 0..3 {
        assert_eq!(keyring.put("brand", &kept(1)), Err(SecretsError::Slow(0)), "and so does what waits behind it");
    }
    answer_now.send(()).unwrap();
    let patient = |ask: &dyn Fn() -> Result<Option<Kept>, SecretsError>| (0..1_000).find_map(|_| ask().ok()).unwrap();
    assert!(patient(&|| keyring.get("brand")).is_none(), "what was said not to be kept is not kept later");
}

#[test]
fn a_keyring_that_breaks_is_opened_anew() {
    let (store, times) = (mock::Store::new().unwrap(), Mutex::new(0));
    let open = move || {
        let mut times = times.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        *times += 1;
        assert!(*times > 1, "broken, as some keyrings are");
        Ok(store.clone() as Arc<CredentialStore>)
    };
    let keyring = Keyring::over(open, PATIENCE).unwrap();
    assert!(matches!(keyring.get("brand"), Err(SecretsError::Unwell(_))));
    keeps(&keyring);
}
