//! JSON as servers write it: a field may be missing, null, or a number where it used to be a text, and none of that may
//! stop a page.

use crate::floor::At;
use crate::limits;
use serde_json::Value;

/// The document in an answer.
///
/// # Errors
///
/// In words what it is instead, for example a page for people.
pub fn document(body: &[u8]) -> Result<Value, String> {
    serde_json::from_slice(body).map_err(|why| {
        let start = body.iter().find(|b| !b.is_ascii_whitespace());
        match start {
            None => "the answer is empty".into(),
            Some(b'<') => "the answer is a page for people and no data; is this the right address?".into(),
            Some(_) => format!("the answer is no JSON: {why}"),
        }
    })
}

/// What lies at a path like `author/handle` or `entry/0/id`; `null` where nothing does.
pub fn at<'a>(value: &'a Value, path: &str) -> &'a Value {
    path.split('/').filter(|step| !step.is_empty()).fold(value, |value, step| match value {
        Value::Array(items) => step.parse().ok().and_then(|i: usize| items.get(i)).unwrap_or(&Value::Null),
        Value::Object(fields) => fields.get(step).unwrap_or(&Value::Null),
        _ => &Value::Null,
    })
}

/// A text at a path; a number counts as its digits, all else as empty.
pub fn text(value: &Value, path: &str) -> String {
    match at(value, path) {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        _ => String::new(),
    }
}

/// A whole number of nought or more at a path, also when it is written as a text.
pub fn number(value: &Value, path: &str) -> Option<u64> {
    match at(value, path) {
        Value::Number(number) => number.as_u64().or_else(|| number.as_f64().filter(|n| *n >= 0.0).map(|n| n as u64)),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    }
}

/// A count at a path, as large as we count.
pub fn count(value: &Value, path: &str) -> Option<u32> {
    number(value, path).map(|n| u32::try_from(n).unwrap_or(u32::MAX))
}

/// The list at a path; empty where there is none.
pub fn list<'a>(value: &'a Value, path: &str) -> &'a [Value] {
    at(value, path).as_array().map_or(&[], Vec::as_slice)
}

/// A moment at a path: RFC 3339 with an offset or `Z`, or Unix seconds.
pub fn moment(value: &Value, path: &str) -> Option<At> {
    match at(value, path) {
        Value::String(text) => moment_in(text),
        Value::Number(number) => At::from_unix(number.as_i64().or_else(|| number.as_f64().map(|n| n as i64))?),
        _ => None,
    }
}

/// A moment in words: RFC 3339 or Unix seconds.
pub fn moment_in(text: &str) -> Option<At> {
    let text = text.trim();
    match text.parse::<jiff::Timestamp>() {
        Ok(moment) => At::from_timestamp(moment),
        Err(_) => text.parse().ok().and_then(At::from_unix),
    }
}

/// At most so many characters as are kept of a text.
pub fn clipped(text: &str) -> String {
    text.char_indices().nth(limits::TEXT_CHARS_MAX).map_or(text, |(end, _)| &text[..end]).to_owned()
}

/// A part of an address with everything escaped that could mean something else in it.
pub fn escaped(part: &str) -> String {
    let mut out = String::with_capacity(part.len());
    for byte in part.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => out.push(char::from(byte)),
            _ => {
                out.push('%');
                out.extend([byte >> 4, byte & 15].map(|n| char::from(b"0123456789ABCDEF"[usize::from(n)])));
            }
        }
    }
    out
}

/// Names and values as they follow the `?` of an address, or as a form.
pub fn query(fields: &[(&str, &str)]) -> String {
    let pairs: Vec<String> =
        fields.iter().map(|(name, value)| format!("{}={}", escaped(name), escaped(value))).collect();
    pairs.join("&")
}
