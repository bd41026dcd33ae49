/// The encoders that pipelines can name.
public enum EncoderRegistry {
    /// One line per encoder: its name, and how it is made for tokens of a given width.
    private static let entries: [(name: String, make: @Sendable (Int) throws(EncoderError) -> any Encoder)] = [
        (WeightFreeEncoder.name, { dimension throws(EncoderError) in try WeightFreeEncoder(dimension: dimension) })
    ]

    /// Names of all encoders, in order of registration.
    public static let names: [String] = entries.map(\.name)

    /// The encoder of this name, making tokens of width `dimension`.
    ///
    /// - Throws: ``EncoderError`` if no encoder has the name, or it has no tokens of this width.
    public static func encoder(named name: String, dimension: Int) throws(EncoderError) -> any Encoder {
        guard let entry = entries.first(where: { $0.name == name }) else {
            throw EncoderError(
                code: .unknownEncoder, operation: "choose encoder", cause: "no encoder is named \"\(name)\"",
                remedy: "known encoders: \(names.joined(separator: ", "))")
        }
        return try entry.make(dimension)
    }
}
