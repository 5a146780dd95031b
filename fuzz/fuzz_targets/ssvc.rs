//! SSVC vectors and selection lists: what is read is written so that it is read again, and no table stumbles over it.
#![no_main]

use scoring::ssvc::{Computed, SelectionList, Vector, tables};

libfuzzer_sys::fuzz_target!(|text: &str| {
    let mut given = Vec::new();
    let vector = Vector::parse(text);
    if let Ok(vector) = &vector {
        assert_eq!(Vector::parse(&vector.to_string()).as_ref(), Ok(vector), "{text}");
        given = vector.pairs();
    }
    let list = SelectionList::read(text.as_bytes());
    if let Ok(list) = &list {
        let again = SelectionList::read(list.to_json().to_string().as_bytes());
        assert_eq!(again.as_ref(), Ok(list), "{text}");
        given = list.pairs();
    }
    let computed = Computed::read(text.as_bytes());
    if let Ok(computed) = &computed {
        given = computed.pairs();
    }
    for table in tables() {
        let open = table.possible(&given);
        if let Ok(path) = table.walk(&given) {
            assert!(path.steps().iter().any(|step| step.decides));
            assert!(open.contains(&path.outcome()) || open.is_empty());
        }
    }
});
