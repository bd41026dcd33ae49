/// Facts of a name and a value each, the values below one another.
struct FactLines: Sendable {
    private let columns: Int
    private let nameWidth: Int
    private(set) var lines: [StyledText] = []

    /// Facts in lines of at most `columns`, whose names take up to `nameWidth`.
    init(columns: Int, nameWidth: Int) {
        self.columns = columns
        self.nameWidth = nameWidth
    }

    /// Adds a fact; a value that is too long goes on below.
    mutating func add(_ name: String, _ value: String, _ tint: StyledText.Tint = .plain) {
        let values = StyledText.wrapped(value, tint, columns: columns - nameWidth - 1)
        for (index, value) in values.enumerated() {
            let name = index == 0 ? StyledText(name, .dim) : StyledText()
            lines.append(name.padded(to: nameWidth) + .blanks(1) + value)
        }
    }
}
