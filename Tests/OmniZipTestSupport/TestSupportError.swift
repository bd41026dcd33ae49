/// Something a test needs is missing or went wrong; the message says what and how to get it.
public struct TestSupportError: Error, Sendable, CustomStringConvertible {
    /// What is missing or went wrong.
    public let description: String

    /// - Parameter description: what is missing or went wrong, and how to get it.
    public init(_ description: String) {
        self.description = description
    }
}
