import OmniZipBundle
import Testing

@testable import OmniZipPreview

@Suite struct QuantityTests {
    @Test(arguments: [
        (0.2, "1 s"), (59, "59 s"), (59.5, "1 min"), (61, "2 min"), (3600, "1 h 0 min"), (12_000, "3 h 20 min"),
        (.infinity, "-"), (-1, "-"),
    ])
    func whatRemainsIsRoundedUp(seconds: Double, text: String) {
        #expect(Quantity.remaining(seconds: seconds) == text)
    }

    @Test(arguments: [
        (0, "0 B"), (999, "999 B"), (1000, "1.0 kB"), (1550, "1.6 kB"), (99_949, "99.9 kB"), (150_000, "150 kB"),
        (1_500_000, "1.5 MB"), (2_000_000_000, "2.0 GB"), (3_000_000_000_000_000, "3000 TB"),
    ])
    func bytes(count: Int, text: String) {
        #expect(Quantity.bytes(count) == text)
    }

    @Test(arguments: [
        (0, "0"), (7, "7"), (999, "999"), (1000, "1,000"), (12345, "12,345"), (123_456, "123,456"),
        (1_234_567, "1,234,567"), (-1000, "-1,000"), (-12, "-12"), (Int.min, "-9,223,372,036,854,775,808"),
    ])
    func count(value: Int, text: String) {
        #expect(Quantity.count(value) == text)
    }

    @Test func shareAndKept() {
        #expect(Quantity.share(1, of: 3) == "33.3 %")
        #expect(Quantity.share(0, of: 0) == "-")
        #expect(Quantity.share(3, of: 3) == "100.0 %")
        #expect(Quantity.kept(TokenCount(total: 3000, kept: 2200)) == "2,200/3,000 73.3 %")
        #expect(Quantity.kept(TokenCount(total: 0, kept: 0)) == "0/0 -")
    }

    @Test(arguments: [
        (0.0, "0.0 s"), (3.44, "3.4 s"), (59.94, "59.9 s"), (59.96, "1:00.0"), (123.4, "2:03.4"),
        (3599.99, "1:00:00.0"), (3723.4, "1:02:03.4"), (-1, "-"), (.infinity, "-"), (.nan, "-"),
    ])
    func duration(seconds: Double, text: String) {
        #expect(Quantity.duration(seconds: seconds) == text)
    }

    @Test(arguments: [
        (0.0, 2, "0.00"), (1.005, 1, "1.0"), (2.5, 0, "3"), (-0.04, 1, "0.0"), (-1.25, 1, "-1.3"), (0.996, 2, "1.00"),
        (12.003, 3, "12.003"), (.nan, 1, "-"), (1e15, 1, "-"),
    ])
    func fixed(value: Double, digits: Int, text: String) {
        #expect(Quantity.fixed(value, digits: digits) == text)
    }

    @Test func operationsHaveADecimalUnit() {
        #expect(Quantity.operations(80_231_000_000_000) == "80.2 TFLOP")
        #expect(Quantity.operations(704e12) == "704 TFLOP")
        #expect(Quantity.operations(0) == "0 FLOP")
    }

    @Test func sharesThatAreNotKnownAreDashes() {
        #expect(Quantity.share(0.4521) == "45.2 %")
        #expect(Quantity.share(nil) == "-")
    }
}
