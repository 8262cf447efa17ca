// What leaf files may use of .NET nanoFramework's class library, written down by hand from its public sources
// (github.com/nanoframework/CoreLibrary and System.Math, 2025): signatures only. Router.Tests.Micro compiles it; no
// project does.
#pragma warning disable
namespace System
{
    public class Object
    {
        public Object() { }
        public virtual bool Equals(object obj) => throw null;
        public virtual int GetHashCode() => throw null;
        public virtual string ToString() => throw null;
    }

    public abstract class ValueType { }
    public abstract class Enum : ValueType { }
    public abstract class Delegate { }
    public abstract class MulticastDelegate : Delegate { }
    public class Attribute { }
    public class Type { }
    public struct Void { }
    public struct Boolean { }
    public struct Char { }
    public struct SByte { }
    public struct Byte { }
    public struct Int16 { }
    public struct UInt16 { }
    public struct Int32 { }
    public struct UInt32 { }
    public struct Int64 { }
    public struct UInt64 { }
    public struct Single { }
    public struct Double { }
    public struct IntPtr { }
    public struct UIntPtr { }
    public struct RuntimeTypeHandle { }
    public struct RuntimeFieldHandle { }

    public sealed class String
    {
        public int Length => throw null;
        public static string Concat(string str0, string str1) => throw null;
    }

    public abstract class Array
    {
        public int Length => throw null;
        public static void Copy(Array sourceArray, Array destinationArray, int length) => throw null;
        public static void Copy(
            Array sourceArray, int sourceIndex, Array destinationArray, int destinationIndex, int length) => throw null;
        public static void Clear(Array array, int index, int length) => throw null;
    }

    public static class Math
    {
        public static int Abs(int val) => throw null;
        public static int Max(int val1, int val2) => throw null;
        public static int Min(int val1, int val2) => throw null;
    }

    public class Exception
    {
        public Exception() { }
        public Exception(string message) { }
        public virtual string Message => throw null;
    }

    public class SystemException : Exception
    {
        public SystemException(string message) { }
    }

    public class ArgumentException : SystemException
    {
        public ArgumentException(string message) : base(message) { }
        public ArgumentException(string message, string paramName) : base(message) { }
    }

    public class ArgumentNullException : ArgumentException
    {
        public ArgumentNullException(string argument) : base(argument) { }
    }

    public class ArgumentOutOfRangeException : ArgumentException
    {
        public ArgumentOutOfRangeException(string paramName) : base(paramName) { }
        public ArgumentOutOfRangeException(string paramName, string message) : base(message, paramName) { }
    }

    public class IndexOutOfRangeException : SystemException
    {
        public IndexOutOfRangeException(string message) : base(message) { }
    }

    public class InvalidOperationException : SystemException
    {
        public InvalidOperationException(string message) : base(message) { }
    }

    public class NotSupportedException : SystemException
    {
        public NotSupportedException(string message) : base(message) { }
    }

    public class OutOfMemoryException : SystemException
    {
        public OutOfMemoryException(string message) : base(message) { }
    }

    public interface IDisposable
    {
        void Dispose();
    }

    public enum AttributeTargets { All = 0x7fff }

    public sealed class AttributeUsageAttribute : Attribute
    {
        public AttributeUsageAttribute(AttributeTargets validOn) { }
        public bool AllowMultiple { get; set; }
        public bool Inherited { get; set; }
    }

    public class ParamArrayAttribute : Attribute { }
    public class FlagsAttribute : Attribute { }
}

namespace System.Collections
{
    public interface IEnumerator
    {
        bool MoveNext();
        object Current { get; }
    }

    public interface IEnumerable
    {
        IEnumerator GetEnumerator();
    }
}

namespace System.Reflection
{
    public class DefaultMemberAttribute : Attribute
    {
        public DefaultMemberAttribute(string memberName) { }
    }
}

namespace System.Runtime.CompilerServices
{
    public class CompilerGeneratedAttribute : Attribute { }

    public static class RuntimeHelpers
    {
        public static void InitializeArray(Array array, RuntimeFieldHandle fldHandle) => throw null;
    }
}
