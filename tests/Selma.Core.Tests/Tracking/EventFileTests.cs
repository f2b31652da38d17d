using System.Text;
using Selma.Core.Tracking;

namespace Selma.Core.Tests.Tracking;

public static class EventFileTests
{
    [Fact]
    public static void The_checksum_is_Castagnolis() => Assert.Equal(0xe3069283u, Crc32C.Of(Encoding.ASCII.GetBytes("123456789")));

    [Fact]
    public static void The_first_record_is_the_version() =>
        Assert.Equal("0f000000000000006d532b091a0d627261696e2e4576656e743a32fc985129", Convert.ToHexStringLower(EventFile.First));

    [Fact]
    public static void A_scalar_is_a_record_of_its_own() => Assert.Equal(
        "1a00000000000000129bd82d09000000000000f03f10072a0d0a0b0a046c6f7373150000003f862c9a2f",
        Convert.ToHexStringLower(EventFile.Scalar(new("loss", 7, 0.5, DateTimeOffset.UnixEpoch.AddSeconds(1)))));

    [Fact]
    public static void Long_names_and_large_steps_take_several_bytes()
    {
        var record = EventFile.Scalar(new(new string('x', 200), 300, 1, DateTimeOffset.UnixEpoch));

        Assert.Equal([0x10, 0xac, 0x02], record[21..24]); // step 300 = 0b10_0101100
        Assert.Equal(12 + 9 + 3 + 3 + 3 + 3 + 200 + 5 + 4, record.Length);
    }

    [Fact]
    public static void TensorBoard_finds_it_by_its_name() =>
        Assert.Equal("events.out.tfevents.1795513924.selma", EventFile.Name(RunRecord.Began("20261124T095204Z-2b93ff")));
}
