/// The names of error and warning codes in files that others read: words joined by underscores, as every other name
/// there.
enum ReportedCode {
    /// `notMedia` becomes `not_media`.
    static func text(_ name: String) -> String {
        name.reduce(into: "") { text, letter in
            if letter.isUppercase { text += "_" }
            text += letter.lowercased()
        }
    }
}
