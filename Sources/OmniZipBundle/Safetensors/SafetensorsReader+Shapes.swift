extension SafetensorsReader {
    /// The shape of a tensor, which must agree with `wanted`; nil stands for any size.
    ///
    /// #### Errors
    /// `invalid` if there is no such tensor, or if its shape differs.
    func shape(of name: String, _ wanted: [Int?]) throws(BundleError) -> [Int] {
        let shape = try tensor(name).shape
        let agrees = shape.count == wanted.count && zip(shape, wanted).allSatisfy { $1 == nil || $0 == $1 }
        guard agrees else {
            let text = wanted.map { $0.map { String($0) } ?? "any" }.joined(separator: ", ")
            throw BundleError(
                code: .invalid, operation: "read tensor \(name)", path: path,
                cause: "its shape is \(shape), not [\(text)]")
        }
        return shape
    }
}
