import OmniZipCore

@testable import OmniZipEncoders

/// Audio tokens of samples appended in pieces of `chunk` (all at once if nil).
func audioTokens(_ samples: [Float], chunk: Int? = nil, dimension: Int = 256) throws -> any AudioTokens {
    var encoder = try WeightFreeEncoder(dimension: dimension).makeAudioEncoder(framing: .fourFrames)
    let size = max(1, chunk ?? samples.count)
    samples.withUnsafeBufferPointer { all in
        for start in stride(from: 0, to: all.count, by: size) {
            encoder.append(UnsafeBufferPointer(rebasing: all[start..<min(start + size, all.count)]))
        }
    }
    return encoder.finish()
}

/// All rows of audio tokens.
func rows(of tokens: any AudioTokens, dimension: Int = 256) -> [Float] {
    var values = [Float](repeating: .nan, count: tokens.count * dimension)
    values.withUnsafeMutableBufferPointer { tokens.write(0..<tokens.count, to: $0) }
    return values
}

/// Tokens and motion of pictures, two by two, halves of windows alternating.
func videoTokens(
    _ frames: [[UInt8]], grid: CellGrid, cellPixels: Int, dimension: Int = 256
) throws -> (rows: [Float], motion: [Float]) {
    let space: JointSpace = dimension == 256 ? .full : .compact
    var encoder = WeightFreeVideoEncoder(space: space, grid: grid, cellPixels: cellPixels)
    var rows: [Float] = []
    var motion: [Float] = []
    for patch in 0..<frames.count / 2 {
        rows += encode(frames[2 * patch], frames[2 * patch + 1], half: patch % 2, grid, dimension, &encoder)
        motion += encoder.lastMotion
    }
    return (rows, motion)
}

private func encode(
    _ first: [UInt8], _ second: [UInt8], half: Int, _ grid: CellGrid, _ dimension: Int,
    _ encoder: inout WeightFreeVideoEncoder
) -> [Float] {
    var patch = [Float](repeating: .nan, count: grid.count * dimension)
    first.withUnsafeBufferPointer { first in
        second.withUnsafeBufferPointer { second in
            patch.withUnsafeMutableBufferPointer {
                encoder.encode(first: first, second: second, windowHalf: half, to: $0)
            }
        }
    }
    return patch
}

/// The largest deviation of a row's length from 1.
func largestNormError(_ rows: [Float], dimension: Int) -> Double {
    stride(from: 0, to: rows.count, by: dimension).reduce(0) { largest, start in
        let square = rows[start..<start + dimension].reduce(0.0) { $0 + Double($1) * Double($1) }
        let error = abs(square.squareRoot() - 1)
        return error <= largest ? largest : error
    }
}

/// The largest absolute difference of two lists, infinite if their lengths differ.
func largestDifference(_ a: some Sequence<Float>, _ b: some Sequence<Float>) -> Float {
    let (a, b) = (Array(a), Array(b))
    guard a.count == b.count else { return .infinity }
    var largest: Float = 0
    for (x, y) in zip(a, b) {
        let difference = abs(x - y)
        if !(difference <= largest) { largest = difference }
    }
    return largest
}
