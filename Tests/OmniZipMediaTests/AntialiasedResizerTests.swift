import Testing

@testable import OmniZipMedia

@Suite struct AntialiasedResizerTests {
    /// A picture of linear congruential noise, and what torchvision 0.28's `resize(..., BICUBIC, antialias=True)` made of
    /// its bytes.
    struct Case: Sendable {
        let input: (height: Int, width: Int)
        let output: (height: Int, width: Int)
        let pixels: [UInt8]

        static let all = [
            Case(
                input: (9, 23), output: (4, 5),
                pixels: [
                    156, 155, 144, 106, 126, 110, 137, 102, 137, 130, 99, 114, 135, 122, 95, 116,
                    124, 102, 120, 126, 125, 124, 140, 154, 112, 128, 135, 142, 116, 104, 86, 134,
                    98, 131, 106, 126, 111, 110, 104, 129, 118, 134, 97, 108, 117, 142, 150, 120,
                    137, 114, 101, 118, 122, 162, 132, 131, 124, 105, 106, 102,
                ]),
            Case(
                input: (3, 4), output: (5, 7),
                pixels: [
                    211, 138, 111, 169, 111, 169, 105, 78, 255, 165, 167, 169, 244, 255, 85, 255,
                    224, 182, 255, 198, 246, 177, 92, 161, 155, 66, 192, 120, 37, 234, 135, 149,
                    154, 166, 248, 77, 191, 172, 134, 204, 118, 174, 123, 30, 228, 131, 11, 219,
                    137, 0, 196, 89, 123, 137, 49, 219, 82, 91, 86, 72, 119, 0, 70, 107, 69, 172,
                    109, 81, 164, 108, 105, 153, 75, 131, 172, 48, 130, 179, 75, 48, 125, 93, 0, 91,
                    103, 102, 128, 98, 134, 125, 87, 183, 128, 71, 139, 196, 61, 73, 243, 76, 33,
                    167, 86, 15, 118,
                ]),
            Case(
                input: (6, 6), output: (6, 3),
                pixels: [
                    158, 116, 175, 214, 193, 172, 140, 26, 214, 84, 115, 81, 96, 118, 141, 73, 67,
                    176, 199, 92, 116, 145, 58, 71, 187, 105, 170, 70, 149, 142, 98, 136, 63, 172,
                    149, 87, 177, 206, 106, 88, 170, 171, 102, 179, 72, 183, 132, 100, 160, 71, 137,
                    121, 188, 107,
                ]),
            Case(
                input: (40, 8), output: (3, 8),
                pixels: [
                    159, 104, 112, 110, 149, 132, 117, 117, 147, 128, 141, 137, 130, 114, 106, 132,
                    126, 124, 89, 99, 84, 138, 127, 122, 153, 95, 100, 127, 117, 123, 165, 113, 139,
                    125, 130, 134, 72, 134, 138, 87, 145, 119, 133, 129, 87, 119, 118, 133, 165,
                    131, 94, 128, 144, 120, 166, 113, 138, 143, 118, 106, 101, 121, 116, 99, 115,
                    141, 161, 138, 107, 94, 119, 119,
                ]),
        ]
    }

    private func noise(_ height: Int, _ width: Int) -> [UInt8] {
        var state: UInt64 = 1
        return (0..<height * width * 3).map { _ in
            state = (state * 1_103_515_245 + 12345) % (1 << 31)
            return UInt8((state >> 16) % 256)
        }
    }

    private func resize(
        _ pixels: [UInt8], from input: (height: Int, width: Int), to output: (height: Int, width: Int)
    ) -> [UInt8] {
        let resizer = AntialiasedResizer(
            inputWidth: input.width, inputHeight: input.height, width: output.width, height: output.height)
        var result = [UInt8](repeating: 0, count: output.height * output.width * 3)
        result.withUnsafeMutableBufferPointer { buffer in
            resizer.resize(to: buffer) { index, row in
                for column in 0..<input.width {
                    let place = 3 * (index * input.width + column)
                    row[column] = SIMD4(Float(pixels[place]), Float(pixels[place + 1]), Float(pixels[place + 2]), 0)
                }
            }
        }
        return result
    }

    @Test(arguments: Case.all)
    func equalsTorchvision(example: Case) {
        let pixels = noise(example.input.height, example.input.width)
        let found = resize(pixels, from: example.input, to: example.output)
        let differences = zip(found, example.pixels).map { abs(Int($0) - Int($1)) }
        #expect(found.count == example.pixels.count && differences.allSatisfy { $0 <= 1 })
        #expect(differences.reduce(0, +) <= 1, "\(differences)")
    }

    @Test func theSameSizeChangesNothing() {
        #expect(resize(noise(5, 7), from: (5, 7), to: (5, 7)) == noise(5, 7))
    }

    @Test(arguments: [(1, 1, 8, 9), (300, 2, 1, 3), (7, 500, 5, 4)])
    func aPlainPictureStaysPlain(height: Int, width: Int, toHeight: Int, toWidth: Int) {
        for shade in [UInt8(0), 1, 77, 255] {
            let plain = [UInt8](repeating: shade, count: height * width * 3)
            let found = resize(plain, from: (height, width), to: (toHeight, toWidth))
            #expect(found.allSatisfy { $0 == shade }, "\(shade): \(found.prefix(9))")
        }
    }
}
