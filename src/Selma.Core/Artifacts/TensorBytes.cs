using Microsoft.Win32.SafeHandles;

namespace Selma.Core.Artifacts;

/// <summary>Reads a tensor's bytes from where they lie into where they are needed, without a copy in between.</summary>
/// <remarks>
/// Not through a memory mapping: the bytes are needed in the network's own memory, where a mapping would add its pages to the peak, and a
/// file that is cut short while it is mapped ends the process (SIGBUS) where a read ends in an error.
/// </remarks>
internal static class TensorBytes
{
    /// <summary>Fills memory from a place in a file.</summary>
    /// <param name="file">The open file.</param>
    /// <param name="offset">First byte.</param>
    /// <param name="destination">What to fill.</param>
    /// <param name="name">The tensor, for errors.</param>
    /// <param name="path">The file, for errors.</param>
    /// <exception cref="SelmaException">SELMA2103: the file has become shorter since it was opened.</exception>
    public static void Read(SafeFileHandle file, long offset, Span<byte> destination, string name, string path)
    {
        while (destination.Length > 0)
        {
            var count = RandomAccess.Read(file, destination, offset);
            if (count == 0)
            {
                throw new SelmaException("SELMA2103", $"The file became shorter while tensor '{name}' was read.", new(path));
            }

            offset += count;
            destination = destination[count..];
        }
    }
}
