use std::fmt::Write;

use super::super::decode;
use super::*;

/// Reads on a thread with little stack, as a server's worker has it.
fn fault_on_a_thread(text: String) -> (&'static str, String) {
    let reading = std::thread::spawn(move || {
        let (code, message, _) = fault(&text, "yaml");
        (code, message)
    });
    reading.join().expect("no overflow of the stack")
}

#[test]
fn deep_nesting_is_refused() {
    let deep = 100_000;
    let texts = [
        "[".repeat(deep),
        "{\"a\":".repeat(deep),
        format!("{}{}", "[".repeat(deep), "]".repeat(deep)),
        format!("a: {}", "[".repeat(deep)),
        format!("a: {}", "{a: ".repeat(deep)),
        format!("a: {}", "[{".repeat(deep)),
        "- ".repeat(deep),
        "? ".repeat(deep),
        ": ".repeat(deep),
    ];
    for text in texts {
        let start: String = text.chars().take(20).collect();
        let (code, message) = fault_on_a_thread(text);
        assert_eq!(code, "limit/reached", "{start}: {message}");
        assert!(message.ends_with("nested deeper than 256 levels"), "{start}: {message}");
    }
}

#[test]
fn nesting_up_to_the_limit_is_read() {
    for extension in ["json", "yaml"] {
        let prefix = if extension == "json" { "" } else { "# YAML\n" };
        let deep = |levels: usize| format!("{prefix}{}{}", "[".repeat(levels), "]".repeat(levels));
        let reading = read(&deep(255), Some(extension), limits()).expect("deep, but not too deep");
        assert_eq!(reading.tree.len(), 255);
        assert_eq!(spans(&deep(255), reading.format).len(), 255);
        assert_eq!(fault(&deep(257), extension).0, "limit/reached");
    }
}

#[test]
fn no_option_lets_the_stack_overflow() {
    let limits = Limits::of(&Options { max_depth: usize::MAX, ..Options::default() });
    for prefix in ["", "# YAML\n"] {
        let text = format!("{prefix}{}1{}", "{\"a\": [".repeat(255), "]}".repeat(255));
        let value = std::thread::spawn(move || root(&read(&text, None, limits).expect("deep")).to_value());
        let mut value = value.join().expect("no overflow of the stack");
        while let Some(inner) = value.pointer_mut("/a/0") {
            value = inner.take();
        }
        assert_eq!(value, 1);
        let text = format!("{prefix}{}", "[".repeat(100_000));
        assert_eq!(read(&text, None, limits).map(|_| ()).expect_err("too deep").code.id, "limit/reached");
    }
}

#[test]
fn aliases_do_not_multiply_without_end() {
    let mut bomb = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for level in 1..30 {
        let before = level - 1;
        writeln!(bomb, "a{level}: &a{level} [{}]", vec![format!("*a{before}"); 10].join(", ")).expect("memory");
    }
    let (code, message, place) = fault(&bomb, "yaml");
    assert_eq!((code, message.as_str()), ("limit/reached", "aliases stand for more than 1000000 values"));
    assert!(place.starts_with("*a"), "{place}");
}

#[test]
fn aliases_do_not_nest_without_end() {
    let (open, close) = ("[".repeat(200), "]".repeat(200));
    let text = format!("a: &a {open}x{close}\nb: &b {open}*a{close}\n");
    assert_eq!(fault(&text, "yaml").0, "limit/reached");
}

#[test]
fn merging_in_a_chain_is_no_nesting() {
    let mut text = String::from("a0: &a0 {k: 1}\n");
    for link in 1..500 {
        writeln!(text, "a{link}: &a{link} {{<<: *a{}, v: {link}}}", link - 1).expect("memory");
    }
    let value = value(&text, "yaml");
    assert_eq!(value.pointer("/a499").map(Value::to_string).as_deref(), Some(r#"{"k":1,"v":499}"#));
}

#[test]
fn values_are_counted() {
    let few = Limits { nodes: 10, ..limits() };
    for text in ["[1, 2, 3, 4, 5, 6, 7, 8, 9, 10]", "a: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]", "- 1\n".repeat(10).as_str()] {
        let remark = read(text, None, few).expect_err("eleven values");
        assert_eq!((remark.code.id, remark.message.as_str()), ("limit/reached", "the file has more than 10 values"));
    }
    assert!(read("[1, 2, 3, 4, 5, 6, 7, 8, 9]", None, few).is_ok());
}

#[test]
fn remarks_are_counted() {
    let (_, remarks) = remarked(&"k: 1\n".repeat(5_000), "yaml");
    assert_eq!(remarks.len(), 1_000);
    let (_, remarks) = remarked(&"- !a x\n".repeat(5_000), "yaml");
    assert_eq!(remarks.len(), 1_000);
}

#[test]
fn what_is_no_text_is_refused() {
    let message = |bytes: &[u8]| {
        let (text, remark) = decode(bytes.to_vec());
        remark.map_or(Ok(text), |remark| Err((remark.message, remark.at)))
    };
    assert_eq!(
        message(b"a: \xc3\x28"),
        Err(("the file is not valid UTF-8: 0xc3 at byte 3".to_owned(), At::Bytes(3, 6)))
    );
    assert_eq!(message(b"PK\x03\x04\x00"), Err(("the file is binary: byte 4 is zero".to_owned(), At::File)));
    assert_eq!(message(b"\xff\xfea\x00"), Err(("the file is encoded in UTF-16".to_owned(), At::File)));
    assert_eq!(message("é".as_bytes()), Ok("é".to_owned()));
}
