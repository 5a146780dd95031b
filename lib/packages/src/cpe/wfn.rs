//! Reading the well-formed name: a set of attributes, each with a quoted value or a logical one (NIST IR 7695 §5).

use super::{Cpe, CpeError, Part, Value, part, value};

impl Cpe {
    /// Reads what stands behind `wfn:[`.
    pub(super) fn well_formed(text: &str) -> Result<Self, CpeError> {
        let mut cpe = Self::of_values(Part::Any, vec![Value::Any, Value::Any])?;
        let mut rest = text.trim().strip_suffix(']').ok_or(CpeError::BadWfn)?.trim();
        while !rest.is_empty() {
            let (name, tail) = rest.split_once('=').ok_or(CpeError::BadWfn)?;
            let (found, tail) = one_value(tail.trim_start())?;
            let name = name.trim();
            if name == "part" {
                cpe.part = match &found {
                    Value::Any => Part::Any,
                    Value::Na => Part::Na,
                    Value::Text(text) => part(text)?,
                    Value::Pattern(_) => return Err(CpeError::BadPart),
                };
            } else {
                *cpe.attribute(name).ok_or(CpeError::BadWfn)? = found;
            }
            rest = match tail.trim_start().strip_prefix(',') {
                Some(next) => next.trim_start(),
                None if tail.trim().is_empty() => "",
                None => return Err(CpeError::BadWfn),
            };
        }
        Ok(cpe)
    }

    fn attribute(&mut self, name: &str) -> Option<&mut Value> {
        Some(match name {
            "vendor" => &mut self.vendor,
            "product" => &mut self.product,
            "version" => &mut self.version,
            "update" => &mut self.update,
            "edition" => &mut self.edition,
            "language" => &mut self.language,
            "sw_edition" => &mut self.sw_edition,
            "target_sw" => &mut self.target_sw,
            "target_hw" => &mut self.target_hw,
            "other" => &mut self.other,
            _ => return None,
        })
    }
}

/// Takes `ANY`, `NA` or a quoted text from the front.
fn one_value(text: &str) -> Result<(Value, &str), CpeError> {
    if let Some(rest) = text.strip_prefix("ANY") {
        return Ok((Value::Any, rest));
    }
    if let Some(rest) = text.strip_prefix("NA") {
        return Ok((Value::Na, rest));
    }
    let inner = text.strip_prefix('"').ok_or(CpeError::BadWfn)?;
    let mut escaped = false;
    for (at, c) in inner.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => {
                let field = &inner[..at];
                // A hyphen in quotes is a text; only the logical value says "not applicable".
                let found = if matches!(field, "-" | "\\-") { Value::Text("-".to_owned()) } else { value(field)? };
                return Ok((found, &inner[at + 1..]));
            }
            _ => {}
        }
    }
    Err(CpeError::BadWfn)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn logical_values_blanks_and_order_do_not_matter() {
        let cpe = Cpe::parse(r#"wfn:[ product="internet_explorer", part="a",vendor = "microsoft",version="8\.*",update=NA,edition=ANY ]"#)
            .unwrap();
        assert_eq!(cpe.to_string(), "cpe:2.3:a:microsoft:internet_explorer:8.*:-:*:*:*:*:*:*");
        assert_eq!(Cpe::parse("wfn:[]").unwrap().to_string(), "cpe:2.3:*:*:*:*:*:*:*:*:*:*:*");
    }

    #[test]
    fn what_is_no_list_of_attributes_is_refused() {
        for text in
            ["wfn:[", "wfn:[vendor]", "wfn:[vendor=\"a]", "wfn:[colour=\"red\"]", "wfn:[vendor=\"a\" product=\"b\"]", "wfn:[vendor=a]"]
        {
            assert_eq!(Cpe::parse(text), Err(CpeError::BadWfn), "{text}");
        }
        assert_eq!(Cpe::parse("wfn:[part=\"x\"]"), Err(CpeError::BadPart));
    }
}
